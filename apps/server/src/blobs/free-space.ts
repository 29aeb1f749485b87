/**
 * Bytes of the volume that blobs never take: the database must go on committing, or nobody could delete or sign in on a
 * full disk [R8].
 */
const FREE_FLOOR_BYTES = 64 * 1024 * 1024

/** Whether `bytes` more fit on a volume with `freeBytes` left, above the floor. */
export function hasRoom(freeBytes: number, bytes: number): boolean {
  return freeBytes - bytes >= FREE_FLOOR_BYTES
}
