import { z } from 'zod'

/** SHA-256 of a file's bytes: 64 lower-case hex digits, as `sha256sum` prints it. The name of an original. */
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
  .brand<'Sha256'>()
/** See {@link sha256Schema}. */
export type Sha256 = z.infer<typeof sha256Schema>

const hex128 = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 lower-case hex digits')

/** An asset in a library, derived from its first original (see `assetIdOf` in sync): 32 hex digits. */
export const assetIdSchema = hex128.brand<'AssetId'>()
/** See {@link assetIdSchema}. */
export type AssetId = z.infer<typeof assetIdSchema>

/** A library: the unit of order, sharing and quota. Random, 32 hex digits. */
export const libraryIdSchema = hex128.brand<'LibraryId'>()
/** See {@link libraryIdSchema}. */
export type LibraryId = z.infer<typeof libraryIdSchema>

/** A person who signs in. Random, 32 hex digits. */
export const accountIdSchema = hex128.brand<'AccountId'>()
/** See {@link accountIdSchema}. */
export type AccountId = z.infer<typeof accountIdSchema>

/** A signed-in client: a folder, a browser, a phone. Random, 32 hex digits. */
export const deviceIdSchema = hex128.brand<'DeviceId'>()
/** See {@link deviceIdSchema}. */
export type DeviceId = z.infer<typeof deviceIdSchema>

/** A numbered line of mutations. A device has one at a time and takes a new one when it finds itself cloned. */
export const clientIdSchema = hex128.brand<'ClientId'>()
/** See {@link clientIdSchema}. */
export type ClientId = z.infer<typeof clientIdSchema>

/** An upload in parts. Random, 32 hex digits. */
export const uploadIdSchema = hex128.brand<'UploadId'>()
/** See {@link uploadIdSchema}. */
export type UploadId = z.infer<typeof uploadIdSchema>

/** An album, a folder of albums or a saved search. Random, 32 hex digits. */
export const albumIdSchema = hex128.brand<'AlbumId'>()
/** See {@link albumIdSchema}. */
export type AlbumId = z.infer<typeof albumIdSchema>

/** Mutations that a person thinks of as one deed, and undoes as one. Random, 32 hex digits. */
export const batchIdSchema = hex128.brand<'BatchId'>()
/** See {@link batchIdSchema}. */
export type BatchId = z.infer<typeof batchIdSchema>

/** Deletions that wait for a person's word. 32 hex digits. */
export const holdIdSchema = hex128.brand<'HoldId'>()
/** See {@link holdIdSchema}. */
export type HoldId = z.infer<typeof holdIdSchema>

/** A command to a device or the server. Random, 32 hex digits. */
export const commandIdSchema = hex128.brand<'CommandId'>()
/** See {@link commandIdSchema}. */
export type CommandId = z.infer<typeof commandIdSchema>

/** A device's leave to drop originals. Random, 32 hex digits. */
export const leaseIdSchema = hex128.brand<'LeaseId'>()
/** See {@link leaseIdSchema}. */
export type LeaseId = z.infer<typeof leaseIdSchema>
