/**
 * The wire protocol's version. A client sends it as `Rollcall-Protocol`; the server refuses versions below
 * {@link OLDEST_PROTOCOL_VERSION} with `client_too_old`. Raise it when a shape changes meaning, never for an added field.
 */
export const PROTOCOL_VERSION = 3

/** The oldest client protocol that a server of this release still answers. */
export const OLDEST_PROTOCOL_VERSION = 3

/** Request header that carries the client's {@link PROTOCOL_VERSION} as a decimal number. */
export const PROTOCOL_HEADER = 'rollcall-protocol'
