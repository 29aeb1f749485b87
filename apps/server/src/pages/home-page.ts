import { SERVER_VERSION } from '../server-version.ts'
import { escapeHtml, pageAnswer } from './look.ts'

/** The page at `/`: what runs here and what to do next. `address` is where the reader reached the server. */
export function homePage(address: string, isSetUp: boolean): Response {
  return pageAnswer(
    'Rollcall',
    `<h1>Rollcall</h1>
<p class="quiet">Version ${escapeHtml(SERVER_VERSION)}, at ${escapeHtml(address)}</p>
${isSetUp ? '<p><span class="ok">✓</span> This server is running and has its owner.</p>' : firstSteps()}
<h2>Sync a folder</h2>
<p>On each computer that holds photos, or should, in the folder that Rollcall was cloned to:</p>
${linkCommand(address)}
<p class="hint">The first command asks for the account's password and makes the folder a device; the second keeps it in sync.
Then ask it: <code>npx rollcall status</code></p>
<h2>What is where</h2>
<p>Originals lie in the <code>blobs</code> folder of the server's data, each named by the SHA-256 of its bytes:
<code>sha256sum</code> checks any of them. Programs find the <a href="/api/v1/openapi.json">description of the interface</a> here.</p>`,
  )
}

/** How a folder is linked to the server at this address. */
export function linkCommand(address: string): string {
  return `<pre>npx rollcall link ${escapeHtml(address)} --folder ~/Pictures --account NAME
npx rollcall sync --folder ~/Pictures</pre>`
}

function firstSteps(): string {
  return `<p><span class="ok">✓</span> This server is running. It has no owner yet.</p>
<h2>Create the owner's account</h2>
<p>When the server started it printed a link that works once. Open that link, or create the account on the server itself:</p>
<pre>npx rollcall admin create-account NAME</pre>`
}
