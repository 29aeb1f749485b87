import '@fontsource-variable/figtree/index.css'
import './look/tokens.css'
import './look/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connectLibrary } from './engine/connect-library.ts'
import { ROUTES } from './pages/routes.tsx'
import { LibraryProvider } from './shell/use-library.tsx'
import { ServerProvider } from './shell/use-server.tsx'
import { applyLook } from './shell/use-look.ts'
import { ShortcutsProvider } from './shell/use-shortcuts.tsx'
import { SpeechProvider } from './words/use-words.tsx'

const place = document.getElementById('app')
if (place === null) throw new Error('Cannot start: the page has no place for the app')

applyLook()

// The page that was asked for comes while the library is being opened; without a network it is asked for again when it is shown.
ROUTES.find(({ path }) => path === location.pathname)
  ?.page.load()
  .catch(() => undefined)

createRoot(place).render(
  <StrictMode>
    <SpeechProvider>
      <LibraryProvider client={connectLibrary()}>
        <ServerProvider>
          <ShortcutsProvider>
            <App />
          </ShortcutsProvider>
        </ServerProvider>
      </LibraryProvider>
    </SpeechProvider>
  </StrictMode>,
)
