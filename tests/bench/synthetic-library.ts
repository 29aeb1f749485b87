import type { Asset, AssetId, ClientId, Media, Resource, Sha256 } from '@rollcall/protocol'

/*
 * Libraries that look like a family's, of any size, the same every time: sessions of some photos within minutes, years apart in
 * cameras, most of them with a place. No bytes stand behind them.
 */

interface Camera {
  readonly make: string
  readonly model: string
  readonly lens: string | null
  readonly size: readonly [number, number]
  readonly fNumber: number
  readonly focalLengthMm: number
  /** Names files by the time, such as `PXL_20260102_030405678.jpg`; by a count otherwise. */
  readonly namesByTime: boolean
  readonly extension: 'HEIC' | 'JPG' | 'jpg'
  readonly hasPlace: number
}

const CAMERAS: readonly Camera[] = [
  camera('Canon', 'Canon PowerShot A540', null, [2816, 2112], 2.6, 5.8, false, 'JPG', 0),
  camera('NIKON CORPORATION', 'NIKON D90', '18.0-105.0 mm f/3.5-5.6', [4288, 2848], 5.6, 35, false, 'JPG', 0),
  camera(
    'Apple',
    'iPhone 4S',
    'iPhone 4S back camera 4.28mm f/2.4',
    [3264, 2448],
    2.4,
    4.28,
    false,
    'JPG',
    0.9,
  ),
  camera(
    'Apple',
    'iPhone 7',
    'iPhone 7 back camera 3.99mm f/1.8',
    [4032, 3024],
    1.8,
    3.99,
    false,
    'JPG',
    0.9,
  ),
  camera(
    'Google',
    'Pixel 6',
    'Pixel 6 back camera 6.81mm f/1.85',
    [4080, 3072],
    1.85,
    6.81,
    true,
    'jpg',
    0.7,
  ),
  camera(
    'Apple',
    'iPhone 13',
    'iPhone 13 back dual wide camera 5.1mm f/1.6',
    [4032, 3024],
    1.6,
    5.1,
    false,
    'HEIC',
    0.9,
  ),
  camera(
    'Apple',
    'iPhone 16 Pro',
    'iPhone 16 Pro back triple camera 6.765mm f/1.78',
    [5712, 4284],
    1.78,
    6.765,
    false,
    'HEIC',
    0.9,
  ),
]

function camera(
  ...[make, model, lens, size, fNumber, focalLengthMm, namesByTime, extension, hasPlace]: [
    string,
    string,
    string | null,
    [number, number],
    number,
    number,
    boolean,
    Camera['extension'],
    number,
  ]
): Camera {
  return { make, model, lens, size, fNumber, focalLengthMm, namesByTime, extension, hasPlace }
}

const FIRST_DAY = Date.UTC(2006, 0, 1)
const LAST_DAY = Date.UTC(2026, 10, 1)

/** Photos of one session, on average. */
const SESSION_PHOTOS = 12

/** What a library is asked for. */
export interface SyntheticLibrary {
  readonly assets: number
  readonly seed?: number
  /** Whether it is known how each photo looks: eight bytes that nothing can make smaller. */
  readonly withLooks?: boolean
}

/**
 * Tells the assets of a library, oldest first, one after the other, so that a million need no room. Numbers and places in the feed
 * are from 1, in nearly the same order. 4 % are videos, 5 % Live Photos, 3 % have captions, 5 % are favourites, 1 % are trashed.
 */
export function* syntheticAssets({ assets, seed = 1, withLooks = true }: SyntheticLibrary): Generator<Asset> {
  const chance = createChance(seed)
  let session = openSession(chance, 0)
  for (let index = 0; index < assets; index++) {
    if (session.left-- <= 0) session = openSession(chance, index / assets)
    session.at += Math.floor(chance.next() ** 3 * 240_000) + 800
    yield composeAsset(chance, session, index, withLooks)
  }
}

interface Session {
  readonly camera: Camera
  readonly place: { readonly latitude: number; readonly longitude: number; readonly altitudeM: number } | null
  left: number
  at: number
}

function openSession(chance: Chance, progress: number): Session {
  const newest = Math.min(CAMERAS.length - 1, Math.floor(progress * CAMERAS.length))
  const camera = chance.pick(CAMERAS.slice(Math.max(0, newest - 1), newest + 1))
  const home = { latitude: 48.137154, longitude: 11.576124, altitudeM: 519 }
  const away = {
    latitude: chance.next() * 120 - 60,
    longitude: chance.next() * 360 - 180,
    altitudeM: chance.next() * 900,
  }
  return {
    camera,
    place: chance.is(camera.hasPlace) ? (chance.is(0.7) ? home : away) : null,
    left: 1 + Math.floor(-Math.log(1 - chance.next()) * SESSION_PHOTOS),
    at: FIRST_DAY + Math.floor(progress * (LAST_DAY - FIRST_DAY)) + Math.floor(chance.next() * 86_400_000),
  }
}

function composeAsset(chance: Chance, session: Session, index: number, withLooks: boolean): Asset {
  const { camera } = session
  const isVideo = chance.is(0.04)
  const isLive = !isVideo && camera.extension === 'HEIC' && chance.is(0.15)
  const knowsMillis = CAMERAS.indexOf(camera) >= 3
  const takenAt = knowsMillis ? session.at : session.at - (session.at % 1000)
  const resources = [
    composeResource(chance, camera, index, takenAt, isVideo ? 'MOV' : camera.extension, 'still'),
    ...(isLive ? [composeResource(chance, camera, index, takenAt, 'MOV', 'motion')] : []),
  ]
  const isFavourite = chance.is(0.05)
  const caption = chance.is(0.03) ? `${chance.pick(WORDS)} ${chance.pick(WORDS)} ${chance.pick(WORDS)}` : ''
  const isTrashed = chance.is(0.01)
  const edit = {
    seq: index + 1,
    editedAt: takenAt + Math.floor(chance.next() * 86_400_000),
    clientId: CLIENTS[index % 3] as ClientId,
  }
  return {
    id: chance.hex(16) as AssetId,
    no: index + 1,
    seq: index + 1,
    kind: isVideo ? 'video' : 'photo',
    primarySha256: resources[0]?.sha256 as Sha256,
    takenAt,
    takenFrom: isVideo ? 'movie_header' : 'exif',
    favourite: isFavourite,
    caption,
    state: isTrashed ? 'trashed' : 'live',
    trashedAt: isTrashed ? edit.editedAt : null,
    trashedBy: isTrashed ? 'Mum’s phone' : null,
    resources,
    media: composeMedia(chance, session, { isVideo, isLive, withLooks }),
    edits: {
      ...(isFavourite ? { favourite: edit } : {}),
      ...(caption === '' ? {} : { caption: edit }),
      ...(isTrashed ? { state: edit } : {}),
    },
  }
}

const WORDS = [
  'Anna',
  'am',
  'See',
  'Rome',
  'birthday',
  'the',
  'garden',
  'first',
  'day',
  'school',
  'Opa',
  'boat',
]
const CLIENTS = ['a1'.repeat(16), 'b2'.repeat(16), 'c3'.repeat(16)]

function composeResource(
  chance: Chance,
  camera: Camera,
  index: number,
  takenAt: number,
  extension: Camera['extension'] | 'MOV',
  role: 'still' | 'motion',
): Resource {
  const stamp = new Date(takenAt).toISOString().replaceAll(/\D/g, '')
  const stem = camera.namesByTime
    ? `PXL_${stamp.slice(0, 8)}_${stamp.slice(8)}`
    : `IMG_${String(index % 10_000).padStart(4, '0')}`
  const mime = { MOV: 'video/quicktime', HEIC: 'image/heic', JPG: 'image/jpeg', jpg: 'image/jpeg' }[extension]
  return {
    role,
    sha256: chance.hex(32) as Sha256,
    bytes: Math.floor((extension === 'MOV' ? 9e6 : 2.5e6) * (0.4 + chance.next() * 1.2)),
    name: `${stem}.${extension}`,
    mime,
    // Most copies keep the time of the camera, others have that of the day on which they were copied.
    modifiedAt: chance.is(0.8) ? takenAt - (takenAt % 1000) : takenAt + Math.floor(chance.next() * 9e9),
    state: 'present',
    derivatives: {
      version: 1,
      kinds: extension === 'MOV' ? ['medium', 'preview', 'small', 'stream'] : ['medium', 'preview', 'small'],
      failure: null,
    },
  }
}

function composeMedia(
  chance: Chance,
  { camera, place }: Session,
  { isVideo, isLive, withLooks }: { isVideo: boolean; isLive: boolean; withLooks: boolean },
): Media {
  const [long, short] = isVideo ? [1920, 1080] : camera.size
  const isUpright = chance.is(0.3)
  return {
    width: isUpright ? short : long,
    height: isUpright ? long : short,
    durationMs: isVideo ? Math.floor(chance.next() * 60_000) : null,
    offsetMinutes: camera.hasPlace > 0 ? 60 : null,
    make: camera.make,
    model: camera.model,
    lens: isVideo ? null : camera.lens,
    exposure: {
      iso: isVideo ? null : chance.pick(ISO),
      fNumber: isVideo ? null : camera.fNumber,
      seconds: isVideo ? null : 1 / (30 + Math.floor(chance.next() ** 2 * 500)),
      focalLengthMm: isVideo ? null : camera.focalLengthMm,
    },
    place:
      place === null
        ? null
        : {
            latitude: degreesNear(chance, place.latitude),
            longitude: degreesNear(chance, place.longitude),
            altitudeM: Math.round((place.altitudeM + chance.next() * 20) * 94) / 94,
          },
    subtypes: isLive ? ['live_photo'] : [],
    contentId: isLive ? uuidOf(chance.hex(16)) : null,
    burstId: null,
    // Of a photo of 4:3 without transparency, so many bytes.
    thumbhash: chance.base64(21),
    colour: `#${chance.hex(3)}`,
    ...(withLooks ? { lookHash: chance.hex(8) } : {}),
    warnings: [],
  }
}

const ISO = [
  20, 25, 32, 40, 50, 64, 80, 100, 125, 160, 200, 250, 320, 400, 500, 640, 800, 1000, 1250, 1600, 2000,
]

/** Within some hundred metres, as a camera tells it: whole degrees, whole minutes, hundredths of seconds. */
function degreesNear(chance: Chance, degrees: number): number {
  const hundredths = Math.round((Math.abs(degrees) + chance.next() * 0.004) * 360_000)
  const size =
    Math.floor(hundredths / 360_000) +
    Math.floor((hundredths % 360_000) / 6_000) / 60 +
    (hundredths % 6_000) / 100 / 3_600
  return degrees < 0 ? -size : size
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join('-')
    .toUpperCase()
}

interface Chance {
  /** From 0 up to, but not including, 1. */
  readonly next: () => number
  readonly is: (probability: number) => boolean
  readonly pick: <Value>(values: readonly Value[]) => Value
  readonly hex: (bytes: number) => string
  readonly base64: (bytes: number) => string
}

/** Mulberry32: small, fast, and good enough to look random. */
function createChance(seed: number): Chance {
  let state = seed >>> 0

  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  function bytes(length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.ceil(length / 4) * 4)
    for (let at = 0; at < length; at += 4) buffer.writeUInt32LE(word(), at)
    return buffer.subarray(0, length)
  }

  const next = () => word() / 2 ** 32
  return {
    next,
    is: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
    hex: (length) => bytes(length).toString('hex'),
    base64: (length) => bytes(length).toString('base64'),
  }
}
