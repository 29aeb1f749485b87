import { PASSWORD_MAX } from '@rollcall/protocol'
import type { AccountRefusal } from '../accounts/create-account.ts'
import { DEFAULT_QUOTA_BYTES, PASSWORD_MIN } from '../accounts/create-account.ts'
import { formatSize } from '../accounts/size.ts'
import { linkCommand } from './home-page.ts'
import { escapeHtml, pageAnswer } from './look.ts'

/** What can stand in the way of the owner's account. */
export type SetupRefusal = AccountRefusal | 'wrong_token' | 'quota_unusable' | 'passwords_differ'

const SENTENCES: Readonly<Record<SetupRefusal, string>> = {
  name_taken: 'That name is taken. Choose another one.',
  name_unusable: 'A name needs 1 to 100 characters. Choose another one.',
  password_too_short: `A password needs ${PASSWORD_MIN} characters or more. Choose a longer one.`,
  password_too_long: `A password can have ${PASSWORD_MAX} characters. Choose a shorter one.`,
  passwords_differ: 'The two passwords are not the same. Type them again.',
  quota_unusable: 'The storage limit was not understood. Write a size such as “200 GB”, or “none”.',
  already_set_up: 'This server already has its owner.',
  wrong_token: 'This link is not good any more.',
}

/** The form in which the owner's account is created. Repeats what was typed, but for the password. */
export function setupForm(
  token: string,
  typed?: { readonly account: string; readonly quota: string; readonly refusal: SetupRefusal },
): Response {
  const refusal =
    typed === undefined ? '' : `<p class="bad" role="alert">${escapeHtml(SENTENCES[typed.refusal])}</p>`
  const account = escapeHtml(typed?.account ?? '')
  const quota = escapeHtml(typed?.quota ?? formatSize(DEFAULT_QUOTA_BYTES))
  return pageAnswer(
    'Set up Rollcall',
    `<h1>Set up Rollcall</h1>
<p>Create the account of this server's owner. The link you came by works once.</p>
${refusal}
<form method="post" action="/setup">
<input type="hidden" name="token" value="${escapeHtml(token)}">
<label for="account">Your name</label>
<input id="account" name="account" value="${account}" autocomplete="username" required maxlength="100" autofocus>
<p class="hint">You sign in with it.</p>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${PASSWORD_MIN}" maxlength="${PASSWORD_MAX}">
<p class="hint">${PASSWORD_MIN} characters or more. A few words in a row are good.</p>
<label for="again">The password again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required>
<p class="hint">So that a slip of the finger does not lock you out.</p>
<label for="quota">Storage limit</label>
<input id="quota" name="quota" value="${quota}" required>
<p class="hint">A size such as “200 GB”, or “none”. It can be changed at any time.</p>
<button>Create the account</button>
</form>`,
    typed === undefined ? 200 : 400,
  )
}

/** After the account was created: what to do next. `hasWeb`: there is a web app at `/`. */
export function setupDonePage(address: string, account: string, hasWeb: boolean): Response {
  return pageAnswer(
    'Rollcall is set up',
    `<h1>Welcome, ${escapeHtml(account)}</h1>
<p><span class="ok">✓</span> Your account is ready.${hasWeb ? ' <a href="/">Open your library</a>, or link' : ' Now link'} the folder that holds your photos:</p>
${linkCommand(address)}
<p class="hint">Run it in the Rollcall folder. It asks for your name and password.</p>`,
    201,
  )
}

/** Instead of the form, when there is nothing to set up or the link is of no use. */
export function setupClosedPage(refusal: 'already_set_up' | 'wrong_token'): Response {
  const next =
    refusal === 'already_set_up'
      ? 'Sign in with its account. On the server, <code>npx rollcall admin create-account NAME</code> makes further ones.'
      : 'Start the server again: it prints a new link. Or run <code>npx rollcall admin create-account NAME</code> there.'
  const body = `<h1>Nothing to set up here</h1>\n<p>${SENTENCES[refusal]} ${next}</p>`
  return pageAnswer('Rollcall', body, refusal === 'already_set_up' ? 409 : 403)
}
