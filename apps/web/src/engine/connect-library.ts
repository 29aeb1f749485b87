import { createBrowserRandom } from '@rollcall/platform-browser'
import type { LibraryClient } from './library-client.ts'
import type { Port } from './worker/messages.ts'
import { createPageClient } from './worker/page-client.ts'

/** Starts the worker of this tab and connects the page to the library of this browser. To be called once a page. */
export function connectLibrary(): LibraryClient {
  const worker = new Worker(new URL('./library-worker.ts', import.meta.url), {
    type: 'module',
    name: 'library',
  })
  const port: Port = {
    post: worker.postMessage.bind(worker),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
  }
  const { client, lose } = createPageClient(port, createBrowserRandom())
  worker.addEventListener('error', ({ message }) => lose(`the library's worker has ended (${message})`))
  addEventListener('online', client.wake)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.wake()
  })
  return client
}
