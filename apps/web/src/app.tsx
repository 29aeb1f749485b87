import { lazy, Suspense } from 'react'
import { RouterProvider } from 'react-aria-components'
import { Route, Switch, useLocation } from 'wouter'
import { Button } from './parts/button.tsx'
import { Empty } from './parts/empty.tsx'
import { ROUTES } from './pages/routes.tsx'
import { CatchBroken } from './shell/catch-broken.tsx'
import { Frame } from './shell/frame.tsx'
import { Page } from './shell/page.tsx'
import { useClientState } from './shell/use-library.tsx'
import { useSpeech } from './words/use-words.tsx'

/** Loaded only by who is not signed in. */
const Outside = lazy(async () => ({ default: (await import('./pages/sign-in/outside.tsx')).Outside }))

/** The app: the way in for who is signed out, the pages for everybody else. */
export function App() {
  const { words, formats } = useSpeech()
  const { phase, coming } = useClientState()
  const [, go] = useLocation()
  if (phase === 'opening') return <Empty title={words.shell.opening} />
  if (phase === 'signed_out')
    return (
      <Suspense fallback={<Empty title={words.shell.opening} />}>
        <Outside />
      </Suspense>
    )
  if (phase === 'first_load') {
    const count = coming === null ? undefined : words.shell.coming(formats.count(coming.assets))
    return <Empty title={words.shell.opening} words={count} />
  }
  return (
    <RouterProvider navigate={go}>
      <Frame>
        <CatchBroken instead={<Broken />}>
          <Suspense fallback={<main id="main" aria-busy />}>
            <Switch>
              {ROUTES.map(({ path, page }) => (
                <Route key={path} path={path} component={page} />
              ))}
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </CatchBroken>
      </Frame>
    </RouterProvider>
  )
}

function NotFound() {
  const { words } = useSpeech()
  const [, go] = useLocation()
  return (
    <Page title={words.shell.notFound} hidesTitle>
      <Empty title={words.shell.notFound} words={words.shell.notFoundHow}>
        <Button look="main" onPress={() => go('/')}>
          {words.shell.toLibrary}
        </Button>
      </Empty>
    </Page>
  )
}

function Broken() {
  const { words } = useSpeech()
  return (
    <main id="main">
      <Empty title={words.shell.broken} words={words.shell.brokenHow}>
        <Button look="main" onPress={() => location.reload()}>
          {words.shell.reload}
        </Button>
      </Empty>
    </main>
  )
}
