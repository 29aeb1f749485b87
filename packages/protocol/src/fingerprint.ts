/**
 * What the wire looks like in {@link FINGERPRINT_VERSION} of the protocol: SHA-256 over every exported schema, written out. A test
 * compares it with the schemas as they are, so that no shape changes without anybody having thought of those who speak the old one.
 */
export const PROTOCOL_FINGERPRINT = '8fb829989f79d2578d2e96d6ea5030aa86d9fc38845d1f46661c78801607fa09'

/** The version of the protocol that {@link PROTOCOL_FINGERPRINT} belongs to. */
export const FINGERPRINT_VERSION = 3
