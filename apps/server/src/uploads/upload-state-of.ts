import type { UploadState } from '@rollcall/protocol'
import type { UploadRow } from '../store/store.ts'

/** Where an upload stands, as the client is told. */
export function uploadStateOf({ uploadId, sha256, bytes, received, expiresAt }: UploadRow): UploadState {
  const missing: number[] = []
  for (const [part, isHere] of received.entries()) if (isHere === 0) missing.push(part)
  return { uploadId, sha256, bytes, missing, expiresAt }
}
