/**
 * What the wire looks like in {@link FINGERPRINT_VERSION} of the protocol: SHA-256 over every exported schema, written out. A test
 * compares it with the schemas as they are, so that no shape changes without anybody having thought of those who speak the old one.
 */
export const PROTOCOL_FINGERPRINT = '5b4bfe574840a41876997d402d5582e90487ea5b15397d859a3b63fceb6625e5'

/** The version of the protocol that {@link PROTOCOL_FINGERPRINT} belongs to. */
export const FINGERPRINT_VERSION = 3
