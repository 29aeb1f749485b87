import { z } from 'zod'
import { factsSchema } from './facts.ts'

/**
 * Every refusal of the server, with its HTTP status. A refusal is a normal answer (RFC 9457): nothing half-done stays
 * visible after one, and nothing is lost.
 */
export const PROBLEM_STATUS = {
  bad_request: 400,
  body_cut_short: 400,
  authorization_pending: 400,
  wrong_password: 401,
  passkey_refused: 401,
  signed_out: 401,
  auth_expired: 401,
  device_removed: 401,
  not_a_member: 403,
  owner_only: 403,
  cross_site: 403,
  wrong_setup_token: 403,
  reauthentication_required: 403,
  not_found: 404,
  client_forked: 409,
  mutation_gap: 409,
  epoch_changed: 409,
  parts_missing: 409,
  already_set_up: 409,
  passkeys_unavailable: 409,
  too_many_passkeys: 409,
  lease_refused: 409,
  cursor_expired: 410,
  code_expired: 410,
  upload_expired: 410,
  length_required: 411,
  too_large: 413,
  range_not_satisfiable: 416,
  digest_mismatch: 422,
  size_mismatch: 422,
  client_too_old: 426,
  throttled: 429,
  readback_mismatch: 500,
  storage_failed: 500,
  internal: 500,
  shutting_down: 503,
  quota_full: 507,
  too_large_for_quota: 507,
  server_disk_full: 507,
} as const

/** See {@link PROBLEM_STATUS}. */
export type ProblemCode = keyof typeof PROBLEM_STATUS

/** The body of a refusal: `application/problem+json` with our `code` and the `facts` it was decided on. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]]),
  facts: factsSchema,
})
/** See {@link problemSchema}. */
export type Problem = z.infer<typeof problemSchema>

const TITLES: Record<ProblemCode, string> = {
  bad_request: 'The request does not have the expected shape',
  body_cut_short: 'The body ended before its declared length',
  authorization_pending: 'Nobody has approved this code yet',
  wrong_password: 'The account name or the password is wrong',
  passkey_refused: 'This passkey does not open an account here',
  signed_out: 'This request needs a signed-in device',
  auth_expired: 'This session has ended',
  device_removed: 'This device was removed from the account',
  not_a_member: 'This account is not a member of that library',
  owner_only: 'Only the owner of this server may do this',
  cross_site: 'This request was sent from another site',
  reauthentication_required: 'This needs the password or a passkey first',
  wrong_setup_token: 'This link for setting the server up is not good any more',
  not_found: 'There is nothing at this address',
  client_forked: 'Another copy of this client has pushed since',
  mutation_gap: 'Mutations are missing before this one',
  epoch_changed: 'The library has a new epoch; start the feed again',
  parts_missing: 'Some parts of the upload have not arrived',
  already_set_up: 'This server already has its owner',
  passkeys_unavailable: 'Passkeys need HTTPS and an address with a name',
  too_many_passkeys: 'This account has as many passkeys as it can have',
  lease_refused: 'The server does not hold all of these safely',
  cursor_expired: 'The feed no longer reaches back to this cursor',
  code_expired: 'This code has expired or was used',
  upload_expired: 'This upload has expired; open it again',
  length_required: 'The request must declare its length',
  too_large: 'The body is larger than the server takes',
  range_not_satisfiable: 'The range lies outside the file',
  digest_mismatch: 'The bytes do not match the declared SHA-256',
  size_mismatch: 'The number of bytes is not the declared one',
  client_too_old: 'This client is too old for the server',
  throttled: 'Too many attempts; wait before the next one',
  readback_mismatch: 'What the disk gave back is not what was written',
  storage_failed: 'The server could not make the bytes durable',
  internal: 'The server met a fault of its own',
  shutting_down: 'The server is shutting down',
  quota_full: 'The library has no room left in its quota',
  too_large_for_quota: 'The file alone is larger than the whole quota',
  server_disk_full: 'The disk of the server is full',
}

/** Builds a problem from its code; the status and the title follow from it. */
export function problem(code: ProblemCode, facts: Problem['facts'] = {}): Problem {
  return {
    type: `urn:rollcall:problem:${code}`,
    title: TITLES[code],
    status: PROBLEM_STATUS[code],
    code,
    facts,
  }
}
