/**
 * What the wire looks like in {@link FINGERPRINT_VERSION} of the protocol: SHA-256 over every exported schema, written out. A test
 * compares it with the schemas as they are, so that no shape changes without anybody having thought of those who speak the old one.
 */
export const PROTOCOL_FINGERPRINT = '0e10406512f51df4b28f708c96b8fb5c8d5bfa8c514684e081b9cb843d374532'

/** The version of the protocol that {@link PROTOCOL_FINGERPRINT} belongs to. */
export const FINGERPRINT_VERSION = 3
