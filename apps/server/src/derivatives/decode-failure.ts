/** Why a file's pictures cannot be decoded. The original is kept and synced all the same. */
export type DecodeFailureCode = 'corrupt_source' | 'unsupported_codec' | 'too_many_pixels'

/** Thrown by decoders. Trying again gives the same. */
export class DecodeFailure extends Error {
  readonly code: DecodeFailureCode

  constructor(code: DecodeFailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DecodeFailure'
    this.code = code
  }
}
