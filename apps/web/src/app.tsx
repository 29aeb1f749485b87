import { Suspense } from 'react'
import { RouterProvider } from 'react-aria-components'
import { Route, Switch, useLocation } from 'wouter'
import { Button } from './parts/button.tsx'
import { Empty } from './parts/empty.tsx'
import { late } from './parts/late.tsx'
import { ROUTES } from './pages/routes.tsx'
import { CatchBroken } from './shell/catch-broken.tsx'
import { Frame } from './shell/frame.tsx'
import { Page } from './shell/page.tsx'
import { usePreload } from './shell/use-preload.ts'
import { useClientState } from './shell/use-library.tsx'
import { useSpeech } from './words/use-words.tsx'
import { withWords } from './words/words.ts'

/** Loaded only by who is not signed in. */
const Outside = late(
  withWords(async () => (await import('./pages/sign-in/outside.tsx')).Outside),
  () => <Opening />,
)

/** Shown once, the first time, and over the same grid as the library, which comes with it. */
const ArrivingPage = late(
  async () => (await import('./pages/arriving/arriving-page.tsx')).ArrivingPage,
  () => <Opening />,
)

/** The app: the way in for who is signed out, the pages for everybody else. */
export function App() {
  const { phase } = useClientState()
  const [, go] = useLocation()
  usePreload(phase === 'ready')
  if (phase === 'opening') return <Opening />
  if (phase === 'signed_out')
    return (
      <Suspense fallback={<Opening />}>
        <Outside />
      </Suspense>
    )
  if (phase === 'first_load') {
    return (
      <CatchBroken instead={<Broken />}>
        <ArrivingPage />
      </CatchBroken>
    )
  }
  return (
    <RouterProvider navigate={go}>
      <CatchBroken instead={<Broken />}>
        <Frame>
          <CatchBroken instead={<Broken />}>
            <Suspense fallback={<main id="main" aria-busy />}>
              <Pages />
            </Suspense>
          </CatchBroken>
        </Frame>
      </CatchBroken>
    </RouterProvider>
  )
}

function Pages() {
  return (
    <Switch>
      {ROUTES.map(({ path, page: Page }) => (
        <Route key={path} path={path}>
          <Page />
        </Route>
      ))}
      <Route component={NotFound} />
    </Switch>
  )
}

function Opening() {
  return <Empty title={useSpeech().words.shell.opening} />
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
