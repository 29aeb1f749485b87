/**
 * What the wire looks like in {@link FINGERPRINT_VERSION} of the protocol: SHA-256 over every exported schema, written out. A test
 * compares it with the schemas as they are, so that no shape changes without anybody having thought of those who speak the old one.
 */
export const PROTOCOL_FINGERPRINT = '28f6f86752171bd77c14d7efbe96012fefe1022c369dac3b119dba28819c527e'

/** The version of the protocol that {@link PROTOCOL_FINGERPRINT} belongs to. */
export const FINGERPRINT_VERSION = 3
