import type { Mutation } from '@rollcall/protocol'

/** A mutation about devices, their settings and commands; `doToDevice` models those. */
export type DeviceMutation = Extract<
  Mutation,
  { readonly op: 'setDeviceSetting' | 'issueCommand' | 'answerCommand' }
>

/** A mutation about photos and albums; `doInModel` models those. */
export type LibraryMutation = Exclude<Mutation, DeviceMutation>

/** Which of the two a mutation is. */
export function isAboutDevices(mutation: Mutation): mutation is DeviceMutation {
  return ['setDeviceSetting', 'issueCommand', 'answerCommand'].includes(mutation.op)
}
