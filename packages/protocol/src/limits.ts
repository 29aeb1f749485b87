/*
 * Every bound of the wire, in one place. Bytes are bytes, times are milliseconds, counts are counts.
 */

const MEBIBYTE = 1024 * 1024

/** Files up to this size travel in one `PUT blobs/{sha256}`; larger ones in parts. */
export const SINGLE_PUT_MAX_BYTES = 8 * MEBIBYTE

/** Size of every part of a large upload but the last. */
export const PART_BYTES = 8 * MEBIBYTE

/** Parts of one upload; with {@link PART_BYTES} the largest original is 512 GiB. */
export const PARTS_MAX = 65_536

/** The largest original that the server takes. */
export const BLOB_MAX_BYTES = PART_BYTES * PARTS_MAX

/** The largest JSON body: a declaration of {@link PARTS_MAX} part digests fits. */
export const JSON_BODY_MAX_BYTES = 6 * MEBIBYTE

/** Mutations of one push. */
export const PUSH_MUTATIONS_MAX = 500

/** Changes of one feed page. */
export const PAGE_CHANGES_MAX = 2_000

/** Hashes of one `have` question. */
export const HAVE_HASHES_MAX = 10_000

/** The longest that `changes?wait=` may hold a request. */
export const WAIT_MAX_MS = 25_000

/** Resources of one asset. */
export const RESOURCES_MAX = 32

/** Edited files of one asset that somebody has let go of; their names stay known. */
export const DROPPED_FILES_MAX = 200

/** A file name, in UTF-16 units; the longest that common file systems hold is 255. */
export const FILE_NAME_MAX = 255

/** A caption, in UTF-16 units. */
export const CAPTION_MAX = 10_000

/** Account and device names, in UTF-16 units. */
export const NAME_MAX = 100

/** A password, in UTF-16 units; bounds the work of hashing it. */
export const PASSWORD_MAX = 1_000

/** Passkeys of one account. */
export const PASSKEYS_MAX = 20

/** An upload that gets no part for so long gives its reservation back. */
export const UPLOAD_EXPIRES_AFTER_MS = 7 * 24 * 3600 * 1000

/** A text out of a file's metadata, such as a camera's name, in UTF-16 units. */
export const MEDIA_TEXT_MAX = 200

/** Derivatives of one pack. */
export const PACK_DERIVATIVES_MAX = 64

/** A title, an album's name, in UTF-16 units. */
export const TITLE_MAX = 300

/** A keyword, in UTF-16 units. */
export const KEYWORD_MAX = 100

/** Keywords of one asset. */
export const KEYWORDS_MAX = 200

/** Stars. */
export const RATING_MAX = 5

/** Folders within folders. */
export const ALBUM_DEPTH_MAX = 16

/** A search, such as a smart album keeps, in UTF-16 units. */
export const SEARCH_MAX = 1_000

/** Duplicates that one mutation unites. */
export const DUPLICATES_MAX = 200

/** Changes told of in one row of the journal; a longer batch has several. */
export const BATCH_CHANGES_MAX = 500

/** Rows of the journal that a library keeps, the newest. */
export const BATCHES_KEPT = 5_000

/** Assets of one hold; a larger batch has several. */
export const HOLD_ASSETS_MAX = 10_000

/** How long something trashed can be restored, and the bytes of something deleted for good are kept after that. */
export const TRASH_KEPT_MS = 30 * 24 * 3600 * 1000

/** A segment of a library's bootstrap, compressed or not. */
export const SEGMENT_BYTES_MAX = 64 * MEBIBYTE

/** A folder below a device's own, in UTF-16 units. */
export const FOLDER_PATH_MAX = 1_000

/** Folders that a device leaves alone. */
export const EXCLUDED_FOLDERS_MAX = 100

/** Albums whose originals stay on a device. */
export const PINNED_ALBUMS_MAX = 200

/** Days whose originals stay on a device. */
export const KEEP_DAYS_MAX = 36_500

/** Assets that one command names. */
export const COMMAND_ASSETS_MAX = 1_000

/** Hashes of one lease. */
export const LEASE_HASHES_MAX = 1_000

/** How long a lease holds after it was granted, by the server's clock. */
export const LEASE_KEPT_MS = 60 * 60 * 1000

/** A lease is granted only over bytes that the server has read back within this time, or reads back now: a device is about to drop its own. */
export const LEASE_VERIFIED_WITHIN_MS = 60 * 60 * 1000

/** Leases that a device may have at once. */
export const LEASES_MAX = 20

/** Hashes that all leases of a device name together. */
export const LEASED_HASHES_MAX = LEASES_MAX * LEASE_HASHES_MAX

/** A statement is signed only over bytes that were read back within this time. */
export const STATEMENT_VERIFIED_WITHIN_MS = 7 * 24 * 3600 * 1000

/** What to ask to be attested before a statement: a day less, so that none grows too old until it is signed. */
export const ATTEST_MAX_AGE_MS = STATEMENT_VERIFIED_WITHIN_MS - 24 * 3600 * 1000

/** Hashes of a statement that is asked for in one request; they fit into {@link JSON_BODY_MAX_BYTES}. */
export const STATEMENT_HASHES_MAX = 80_000

/** Hashes of one page of a list for a statement: what takes the server about a second. */
export const STATEMENT_PAGE_MAX = 10_000

/** Hashes of a statement whose list is sent in pages. */
export const STATEMENT_LIST_MAX = 2_000_000

/** Hashes of one question to attest. */
export const ATTEST_HASHES_MAX = 10_000

/** Items that a device's report names. */
export const REPORT_ITEMS_MAX = 200

/** Browsers of an account that are told by web push when a device has gone quiet. */
export const PUSH_SUBSCRIPTIONS_MAX = 50

/** Spots of one question for the names of places. */
export const PLACES_ASKED_MAX = 200

/** Photos whose originals are fetched as one zip. */
export const ZIP_ASSETS_MAX = 5_000
