import { FFmpegError } from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'

/**
 * What to throw for an error of decoding: FFmpeg's complaints about the file become a `DecodeFailure`; being out of memory or
 * unable to read the disk, and all that is not FFmpeg's, stays as it is, because trying again may go better.
 */
export function toDecodeFailure(error: unknown): unknown {
  if (!(error instanceof FFmpegError) || error.isENOMEM || error.isEIO) return error
  return new DecodeFailure('corrupt_source', `Cannot decode: ${error.message}`, { cause: error })
}
