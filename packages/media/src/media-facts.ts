import type { MediaType } from './media-type.ts'

/** Bytes of one file, wherever they lie. */
export interface ByteSource {
  /** Size of the whole file. */
  readonly bytes: number
  /** Bytes `from ≤ position < to`; fewer where the file ends before. Rejects when they cannot be read. */
  readonly read: (from: number, to: number) => Promise<Uint8Array>
}

/** What the file system says of a file. `modifiedAt`: milliseconds since 1970-01-01 UTC. */
export interface FileFacts {
  readonly name: string
  readonly modifiedAt: number
}

/** Where a capture time comes from, best first. */
export type CaptureSource =
  | 'exif_original'
  | 'exif_digitized'
  | 'xmp_created'
  | 'iptc_created'
  | 'png_created'
  | 'gps_time'
  | 'exif_modified'
  | 'quicktime_creation_date'
  | 'quicktime_created'
  | 'container_created'
  | 'file_name'
  | 'file_time'

/** When a photo was taken. */
export interface CaptureTime {
  /** The clock on the wall at that place: `2024-06-02T12:00:00.100`, fraction only where the file tells one. */
  readonly local: string
  /** Local time minus UTC, minutes; null when nothing tells. */
  readonly offsetMinutes: number | null
  readonly offsetFrom: 'tag' | 'utc' | 'gps_time' | null
  /** Milliseconds since 1970-01-01 UTC. Without an offset the local time is taken for UTC, so that order is kept. */
  readonly at: number
  readonly source: CaptureSource
}

/** Degrees, WGS 84; altitude in metres, negative below the sea. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
  readonly altitudeM: number | null
}

/** What a person would call the photo, besides photo or video. */
export type Subtype =
  | 'live_photo'
  | 'motion_photo'
  | 'burst'
  | 'panorama'
  | 'photo_sphere'
  | 'portrait'
  | 'slow_motion'
  | 'time_lapse'
  | 'screenshot'
  | 'hdr'
  | 'raw'
  | 'edited'
  | 'animated'
  /** Stands in for an original that it was made from [R9]. */
  | 'smaller_version'

/** A JPEG (or other picture) inside a raw file or HEIF, as bytes `from ≤ position < to`. Pixels null when nothing tells. */
export interface EmbeddedPicture {
  readonly from: number
  readonly to: number
  readonly width: number | null
  readonly height: number | null
}

/** Everything that a file says of itself. Null: it does not say. */
export interface MediaFacts {
  readonly type: MediaType | null
  readonly kind: 'photo' | 'video' | 'sidecar' | 'unsupported'
  /** Pixels as stored, before orientation, rotation or crop; of HEIF those of its primary item. */
  readonly width: number | null
  readonly height: number | null
  /**
   * EXIF orientation 1…8 of a still, or what the rotation of a HEIF or JPEG XL amounts to where no tag tells; 1 when nothing does.
   * Shown, 5…8 exchange width and height. Who decodes HEIF turns it by its own rotation only, never by the tag as well.
   */
  readonly orientation: number
  /** Clockwise rotation that a player applies to a video: 0, 90, 180 or 270. */
  readonly rotation: number
  readonly durationMs: number | null
  /** Codec of the pictures of a video, as `avc1`, `hvc1`, `vp9`. */
  readonly codec: string | null
  readonly framesPerSecond: number | null
  readonly make: string | null
  readonly model: string | null
  readonly lens: string | null
  readonly exposure: {
    readonly iso: number | null
    readonly fNumber: number | null
    /** Exposure time in seconds. */
    readonly seconds: number | null
    readonly focalLengthMm: number | null
  }
  readonly place: Place | null
  readonly taken: CaptureTime
  /** Apple's content identifier: the same in both halves of a Live Photo. */
  readonly contentId: string | null
  readonly burstId: string | null
  readonly subtypes: readonly Subtype[]
  /** The MP4 at the end of a Google or Samsung motion photo, as bytes of this file. */
  readonly embeddedVideo: { readonly from: number; readonly to: number } | null
  /** Pictures inside a raw file, largest first. */
  readonly embeddedPictures: readonly EmbeddedPicture[]
  /** What was wrong with the metadata, in plain words; at most a few. */
  readonly warnings: readonly string[]
}
