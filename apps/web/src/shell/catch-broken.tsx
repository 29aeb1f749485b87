import type { ReactNode } from 'react'
import { Component } from 'react'

/** Shows `instead` where a page stopped working, rather than an empty window. A class, because React has no other way. */
export class CatchBroken extends Component<
  { readonly children: ReactNode; readonly instead: ReactNode },
  { readonly isBroken: boolean }
> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? this.props.instead : this.props.children
  }
}
