/**
 * What the wire looks like in {@link FINGERPRINT_VERSION} of the protocol: SHA-256 over every exported schema, written out. A test
 * compares it with the schemas as they are, so that no shape changes without anybody having thought of those who speak the old one.
 */
export const PROTOCOL_FINGERPRINT = 'd3cff3ec6094d975fde76227f9baa2ed92290779c5c692a6055325038cfcb5f1'

/** The version of the protocol that {@link PROTOCOL_FINGERPRINT} belongs to. */
export const FINGERPRINT_VERSION = 3
