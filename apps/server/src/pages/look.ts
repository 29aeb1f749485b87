import { createHash } from 'node:crypto'
import { wholeAnswer } from '../http/answers.ts'

/*
 * The look of the few pages that the server itself shows: the tokens of LOOK.md, one column of text, light and dark. No
 * script, no font and no picture from anywhere.
 */
const STYLE = `
:root { color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #0e1114); --surface: light-dark(#fff, #171a1e); --sunken: light-dark(#f1f0ec, #080a0e);
  --ink: light-dark(#1c2128, #f1f0ec); --ink-2: light-dark(#4d535d, #b7bbc1);
  --border: light-dark(#838076, #6f757e); --accent: light-dark(#1868a0, #6fbaed); --on-accent: light-dark(#fff, #0e1114);
  --ok: light-dark(#217145, #77d199); --bad: light-dark(#b12725, #f9837c); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.45 Figtree, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 40rem; margin: 0 auto; padding: 48px 20px 64px; }
h1 { font-size: 34px; line-height: 1.2; margin: 0 0 8px; font-weight: 600; }
h2 { font-size: 18px; margin: 32px 0 8px; font-weight: 600; }
p, ol { margin: 0 0 12px; } ol { padding-left: 24px; } li { margin-bottom: 12px; }
.quiet { color: var(--ink-2); } .ok { color: var(--ok); } .bad { color: var(--bad); }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--sunken); border-radius: 10px; padding: 12px 16px; margin: 8px 0 0; overflow-x: auto; }
a { color: var(--accent); }
form { background: var(--surface); border-radius: 14px; padding: 20px; margin-top: 24px; border: 1px solid var(--sunken); }
label { display: block; font-weight: 600; margin-bottom: 4px; } .hint { font-size: 13px; color: var(--ink-2); margin: 4px 0 20px; }
input { font: inherit; color: inherit; background: var(--paper); width: 100%; min-height: 44px; padding: 8px 12px;
  border: 1px solid var(--border); border-radius: 10px; }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; border: 0; border-radius: 10px;
  background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A page of the server. `body` is markup; whatever came from outside has been through {@link escapeHtml}. */
export function pageAnswer(title: string, body: string, status = 200): Response {
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }
  return wholeAnswer(page, status, headers)
}

/** Makes a text safe within markup and within quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
