import type { Problem } from '@rollcall/protocol'
import { PASSWORD_MAX, problem } from '@rollcall/protocol'
import type { AccountRefusal } from './create-account.ts'
import { PASSWORD_MIN } from './create-account.ts'

/** Why an account was not made, as a problem that says which field stands in the way. */
export function problemOfAccount(refusal: AccountRefusal): Problem {
  switch (refusal) {
    case 'already_set_up':
      return problem('already_set_up')
    case 'name_taken':
      return problem('bad_request', {
        path: 'body.account',
        message: 'is the name of another account',
        because: refusal,
      })
    case 'name_unusable':
      return problem('bad_request', { path: 'body.account', message: 'cannot be used as a name' })
    case 'password_too_short':
      return problem('bad_request', {
        path: 'body.password',
        message: `needs ${PASSWORD_MIN} characters or more`,
        least: PASSWORD_MIN,
      })
    case 'password_too_long':
      return problem('bad_request', {
        path: 'body.password',
        message: `can have ${PASSWORD_MAX} characters`,
        most: PASSWORD_MAX,
      })
  }
}
