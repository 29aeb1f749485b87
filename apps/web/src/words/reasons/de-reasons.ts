import type { Facts } from '@rollcall/protocol'
import type { Formats } from '../formats.ts'
import type { ReasonWords } from './reason-words.ts'

type Fact = Facts[string] | undefined

const MINUTE_MS = 60_000

/** The German sentences of reasons, in the order of the tables in `packages/sync`. */
export const reasonsDe: ReasonWords['reasons'] = {
  signed_out: () => 'Auf diesem Gerät ist niemand angemeldet, also bewegt sich nichts.',
  account_mismatch: ({ expected, found }) =>
    `Was hier liegt, gehört ${expected ?? 'einem anderen Konto'}, angemeldet ist ${found ?? 'ein anderes'}; also bewegt sich nichts.`,
  auth_expired: () => 'Dieses Gerät ist nicht mehr angemeldet, also bewegt sich nichts.',
  device_removed: () => 'Dieses Gerät wurde aus dem Konto entfernt, also bewegt sich nichts.',
  sync_off: () => 'Sync ist für dieses Gerät aus, also kommt kein Foto herein oder hinaus.',
  paused_by_you: ({ until }) =>
    typeof until === 'number'
      ? 'Sync pausiert auf diesem Gerät eine Weile; es geht von selbst weiter.'
      : 'Sync pausiert auf diesem Gerät.',
  source_excluded: ({ because }) => `Nach einer Regel ausgenommen: ${because}.`,
  older_than_start_date: ({ takenAt, startDate }, formats) =>
    `Es ist vom ${dayOf(takenAt, formats)}, und dieses Gerät nimmt Fotos ab dem ${dayOf(startDate, formats)} auf.`,
  permission_limited: ({ failure }) =>
    `Das System zeigt Rollcall nur einen Teil der Fotos${behind(failure)}, dieses nicht.`,

  offline: () => 'Dieses Gerät hat kein Netz; bis dahin bewegt sich nichts.',
  server_unreachable: ({ server, failure }) =>
    `Der Server${server === undefined || server === null || server === '' ? '' : ` unter ${server}`} antwortet nicht${behind(failure)}.`,
  captive_portal: () =>
    'Dieses Netz will zuerst eine Anmeldung; bis dahin antwortet es an der Stelle des Servers.',
  tls_failed: ({ failure }) =>
    `Dem Zertifikat des Servers kann dieses Gerät nicht trauen${behind(failure)}, also wird nichts gesendet.`,
  clock_wrong: ({ offsetMs }, formats) =>
    `Die Uhr dieses Geräts ${clockWords(offsetMs, formats)}, also kann es nicht erkennen, ob der Server der richtige ist.`,
  proxy_refused: ({ failure }) =>
    `Ein Proxy zwischen diesem Gerät und dem Server lässt es nicht durch${behind(failure)}.`,
  waiting_wifi: () =>
    'Dieses Netz wird nach Menge bezahlt, also wartet es auf eines, bei dem das nicht so ist.',
  mobile_data_off: () =>
    'Hier gibt es nur mobile Daten, und die sind für Fotos ausgeschaltet, also wartet es auf WLAN.',
  unlimited_updates_off: ({ bytes }, formats) =>
    `Mit ${sizeOf(bytes, formats)} ist es mehr als eine kleine Änderung, und Unbegrenzte Aktualisierungen ist aus, also wartet es auf WLAN.`,
  roaming: () =>
    'Dieses Gerät ist im Roaming, wo Daten teuer sind, also wartet es auf WLAN oder auf zu Hause.',
  low_data_mode: () => 'Das System spart Daten (Datensparmodus), also wartet es, bis das vorbei ist.',
  throttled: () => 'Der Server hat um eine Pause zwischen den Versuchen gebeten.',

  quota_full: ({ bytes, freeBytes }, formats) =>
    `Es braucht ${sizeOf(bytes, formats)}, und vom Kontingent sind ${sizeOf(freeBytes, formats)} übrig. Es ist nur hier sicher.`,
  too_large_for_quota: ({ bytes, quotaBytes }, formats) =>
    `Mit ${sizeOf(bytes, formats)} ist es größer als das ganze Kontingent von ${sizeOf(quotaBytes, formats)}. Es ist nur hier sicher.`,
  server_disk_full: () => 'Der Datenträger des Servers ist voll. Es ist nur hier sicher.',

  device_disk_full: ({ bytes }, formats) =>
    `Es braucht hier ${sizeOf(bytes, formats)}, und dieser Datenträger ist voll. Der Server behält es.`,
  over_budget: ({ overBytes, bytes }, formats) =>
    overBytes === undefined
      ? `Das Original wurde verlangt, und der Platz, den Fotos hier haben dürfen, ist verbraucht (es braucht ${sizeOf(bytes, formats)}). Der Server behält es.`
      : `Kleinere Fassungen und Originale, die angeheftet oder verlangt sind, nehmen ${sizeOf(overBytes, formats)} mehr ein, als Fotos hier haben dürfen.`,
  original_elsewhere: () =>
    'Der Server hat das Original; hier liegt eine kleinere Fassung, um auf diesem Gerät Platz zu sparen.',
  preview_only: ({ isEdited }) =>
    isEdited === true
      ? 'Ein anderes Programm hat diese kleinere Fassung geändert. Rollcall lässt sie in Ruhe: Sie ist kein eigenes Foto, und das Original ist, wie es war.'
      : 'Hier liegt nur eine kleinere Fassung, und auch der Server hat das Original nicht.',
  lease_refused: () =>
    'Der Server hat nicht erlaubt, das Original hier fallen zu lassen; es bleibt, bis er es erlaubt.',

  not_running: () => 'Sync läuft auf diesem Gerät nicht; bis dahin bewegt sich nichts.',
  suspended_by_system: ({ since }, formats) =>
    `Das System hat Rollcall auf diesem Gerät schlafen gelegt${typeof since === 'number' ? ` (seit ${formats.here(since)})` : ''}; es wartet, bis es wieder laufen darf.`,
  crash_loop: () =>
    'Sync ist auf diesem Gerät immer wieder stehen geblieben; es ruht jetzt und bewegt nichts.',
  stalled: () => 'Sync hängt auf diesem Gerät; es wird neu gestartet.',

  client_too_old: () => 'Dieses Rollcall ist zu alt für den Server.',
  server_too_old: () => 'Der Server antwortet in einer Form, die dieses Rollcall nicht kennt.',
  update_available: ({ latest, current }) =>
    `Auf dem Server läuft ein neueres Rollcall${behind(latest)} als auf diesem Gerät${behind(current)}. Nichts wartet darauf.`,

  needs_charging: () => 'Dieses Gerät läuft am Akku, also wartet es, bis es lädt.',
  battery_below: ({ batteryPercent, batteryFloor }, formats) =>
    `Der Akku steht bei ${percentOf(batteryPercent, formats)}, unter den ${percentOf(batteryFloor, formats)}, die du behalten willst; es wartet, bis er lädt.`,
  low_power_mode: () =>
    'Der Stromsparmodus ist an, also wartet es, bis dieses Gerät lädt oder der Modus aus ist.',
  too_hot: () => 'Dieses Gerät ist heiß, also wartet es, bis es abgekühlt ist.',
  outside_schedule: ({ fromMinute, toMinute }) =>
    `Es bewegt sich zwischen ${clockOf(fromMinute)} und ${clockOf(toMinute)}, wie du es gewählt hast.`,

  verified: () => 'Der Server hat es und hat es zurückgelesen.',
  duplicate_of: ({ path }) => `Der Server hat es; es hat denselben Inhalt wie ${path}.`,
  conflict_kept_both: ({ path }) =>
    `Es wurde an zwei Orten zugleich geändert, und beides ist behalten${path === undefined ? '' : `; das andere ist ${path}`}.`,
  incomplete_live_photo: ({ missing }) =>
    `Der Server hat es; ${missing === 'motion' ? 'seine bewegte Hälfte' : missing === 'still' ? 'sein Standbild' : 'seine andere Hälfte'} ist noch nicht aufgetaucht und kommt dazu, sobald sie da ist.`,
  uploading: ({ bytesDone, bytes }, formats) =>
    `Unterwegs zum Server, ${sizeOf(bytesDone, formats)} von ${sizeOf(bytes, formats)}.`,
  downloading: ({ bytesDone, bytes }, formats) =>
    `Unterwegs hierher, ${sizeOf(bytesDone, formats)} von ${sizeOf(bytes, formats)}.`,
  queued: () => 'Es ist als Nächstes an der Reihe; nichts ist im Weg.',
  source_changing: () =>
    'Eine Datei hier hat sich geändert und wartet darauf, gelesen zu werden; gleich danach geht es hiermit weiter.',
  digest_mismatch: () =>
    'Angekommen ist nicht, was gesendet wurde; die Kopie ist weggeworfen. Es wird noch einmal gesendet.',
  readback_mismatch: () =>
    'Der Datenträger des Servers hat nicht behalten, was auf ihn geschrieben wurde; die Kopie ist weggeworfen. Es wird noch einmal gesendet.',
  replica_pending: () =>
    'Die Kopie des Servers ist beschädigt, und dieses Gerät hat keine. Ein Gerät, das sie noch hat, sendet sie wieder.',
  too_large: ({ bytes }, formats) =>
    `Mit ${sizeOf(bytes, formats)} ist es größer, als der Server annimmt. Es ist nur hier sicher.`,
  unreadable: ({ failure }) =>
    `Dieses Gerät kann die Datei nicht lesen${behind(failure)}, also lässt sie sich nicht sichern.`,
  corrupt_source: ({ failure }) =>
    `Die Datei hier ist jedes Mal anders, wenn sie gelesen wird${behind(failure)}; so lässt sie sich nicht sichern.`,
  source_missing: () =>
    'Der Ordner oder der Datenträger, auf dem er liegt, ist nicht da. Deswegen wird nirgends etwas gelöscht.',
  held_by_firewall: ({ missing, of }, formats) =>
    `${countOf(missing, formats)} von ${countOf(of, formats)} Dateien fehlen hier auf einmal. Nichts wird gelöscht, bis du es sagst.`,
  gone: () =>
    'Das Foto war endgültig gelöscht, bevor diese Änderung den Server erreichte; es gibt nichts mehr zu ändern.',
  unsupported_type: () => 'Weder ein Foto noch ein Video noch eine Begleitdatei.',
  deleted_by_you: ({ trashedAt, trashedBy, isForGood, isEarlierEdit }, formats) => {
    const when = `${dayOf(trashedAt, formats)}${trashedBy ? ` auf ${trashedBy}` : ''}`
    if (isEarlierEdit === true)
      return `Eine frühere Bearbeitung, am ${when} losgelassen; das Foto und wie es jetzt aussieht, bleiben.${isForGood === true ? ' Ihre Datei gibt es nirgends mehr.' : ''}`
    return `Gelöscht am ${when}. ${isForGood === true ? 'Es ist endgültig gelöscht; nichts bringt es von selbst zurück.' : 'Es liegt im Papierkorb.'}`
  },
}

function sizeOf(value: Fact, formats: Formats): string {
  return typeof value === 'number' ? formats.bytes(value) : 'einer nicht gemessenen Größe'
}

function countOf(value: Fact, formats: Formats): string {
  return typeof value === 'number' ? formats.count(value) : String(value ?? '?')
}

function dayOf(value: Fact, formats: Formats): string {
  return typeof value === 'number' ? formats.day(value) : 'nicht festgehaltenen Tag'
}

function percentOf(value: Fact, formats: Formats): string {
  return typeof value === 'number' ? formats.percent(value / 100) : 'einem nicht gemessenen Stand'
}

/** A minute of the day as a clock shows it. */
function clockOf(value: Fact): string {
  if (typeof value !== 'number') return 'einer nicht festgehaltenen Zeit'
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(value / 60))}:${two(value % 60)}`
}

function clockWords(offsetMs: Fact, formats: Formats): string {
  if (typeof offsetMs !== 'number') return 'geht falsch'
  const minutes = Math.max(1, Math.round(Math.abs(offsetMs) / MINUTE_MS))
  return `geht ${formats.count(minutes)} ${minutes === 1 ? 'Minute' : 'Minuten'} ${offsetMs > 0 ? 'vor' : 'nach'}`
}

/** Something in brackets where it is known. */
function behind(value: Fact): string {
  return value === undefined || value === null || value === '' ? '' : ` (${value})`
}
