import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'

/** Makes a key to sign with: base64 of PKCS #8 (RFC 8410). A secret. */
export function createSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

/** What others know a signing key by: base64 of its SubjectPublicKeyInfo. Throws for what {@link createSigningKey} did not make. */
export function publicKeyOf(signingKey: string): string {
  const key = createPublicKey(openSigningKey(signingKey))
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

/** Signs a text, as UTF-8, with Ed25519 (RFC 8032). Answers base64. Throws as {@link publicKeyOf}. */
export function signEd25519(signingKey: string, text: string): string {
  return sign(null, Buffer.from(text), openSigningKey(signingKey)).toString('base64')
}

/** Whether this is the signature that the owner of `publicKey` made over this text. False, too, for what is no key or no signature. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== 'ed25519') return false
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

function openSigningKey(signingKey: string) {
  return createPrivateKey({ key: Buffer.from(signingKey, 'base64'), format: 'der', type: 'pkcs8' })
}
