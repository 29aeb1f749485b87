import { reasonsDe } from './de-reasons.ts'
import type { ReasonWords } from './reason-words.ts'
import type { Formats } from '../formats.ts'
import type { ReasonSpeech } from './reason-speech.ts'
import { reasonSpeechOf } from './speak-reasons.ts'

/** The German sentences of reasons, fixes and the doctor. */
export const reasonWordsDe: ReasonWords = {
  reasons: reasonsDe,
  fixes: {
    sign_in_again: 'Auf diesem Gerät wieder anmelden',
    turn_sync_on: 'Sync für dieses Gerät einschalten',
    resume: 'Sync fortsetzen',
    include_folder: 'Diesen Ordner wieder aufnehmen',
    clear_start_date: 'Fotos jeden Alters aufnehmen',
    give_full_access: 'In den Einstellungen des Systems Rollcall alle Fotos zeigen',
    connect_network: 'Dieses Gerät mit einem Netz verbinden',
    connect_wifi: 'Dieses Gerät mit einem WLAN verbinden',
    open_browser_sign_in: 'Auf diesem Gerät eine beliebige Seite öffnen und sich beim Netz anmelden',
    check_server: 'Nachsehen, ob der Server läuft und erreichbar ist',
    check_proxy: 'Den Proxy prüfen: seine Anmeldung und die Größen, die er durchlässt',
    renew_certificate: 'Das Zertifikat des Servers erneuern',
    set_clock: 'Die Uhr dieses Geräts stellen oder sich selbst stellen lassen',
    reset_connections: 'Verbindungen zurücksetzen',
    allow_mobile_data: 'Mobile Daten einschalten',
    allow_unlimited_updates: 'Unbegrenzte Aktualisierungen einschalten',
    allow_mobile_once: 'Dafür dieses eine Mal mobile Daten nehmen',
    sync_now: 'Trotzdem jetzt synchronisieren',
    ignore_low_data: 'Im Datensparmodus weitermachen',
    change_plan: 'Einen größeren Speicherplan nehmen',
    free_up_cloud_space: 'Auf dem Server Platz schaffen',
    free_up_server_disk: 'Auf dem Datenträger des Servers Platz schaffen',
    optimise_on: 'Speicher optimieren einschalten: kleinere Fassungen hier, Originale auf dem Server',
    raise_budget: 'Fotos auf diesem Gerät mehr Platz geben',
    free_up_device_space: 'Auf diesem Gerät Platz schaffen',
    fetch_original: 'Die Originale auf dieses Gerät zurückholen',
    find_original: 'Das Gerät einschalten, das das Original hat, und es synchronisieren lassen',
    start_sync: 'Sync auf diesem Gerät starten',
    restart_sync: 'Sync neu starten',
    retry: 'Sofort noch einmal versuchen',
    update_client: 'Rollcall auf diesem Gerät aktualisieren: git pull && npm ci',
    update_server: 'Rollcall auf dem Server aktualisieren',
    connect_power: 'Dieses Gerät ans Ladegerät anschließen',
    power_always: 'Auch am Akku synchronisieren',
    lower_battery_floor: 'Mit weniger Akku weitermachen',
    let_it_cool: 'Dieses Gerät kühler legen',
    clear_schedule: 'Zu jeder Stunde synchronisieren',
    mend_file: 'Die Rechte der Datei prüfen, und den Datenträger, auf dem sie liegt',
    bring_folder_back: 'Den Datenträger anschließen oder den Ordner dorthin zurücklegen, wo er war',
    split_video: 'Das Video in kürzere schneiden',
    answer_held_restore: 'Zurückholen',
    answer_held_delete: 'Löschen; sie kommen in den Papierkorb',
    restore_photo: 'Aus dem Papierkorb zurückholen',
    review_conflict: 'Ansehen, was an zwei Orten geändert wurde, und wählen',
  },
  leads: {
    signed_out: [
      'bewegen sich nicht: Dieses Gerät ist abgemeldet',
      'bewegt sich nicht: Dieses Gerät ist abgemeldet',
    ],
    account_mismatch: [
      'bewegen sich nicht: Dieses Gerät ist bei einem anderen Konto angemeldet',
      'bewegt sich nicht: Dieses Gerät ist bei einem anderen Konto angemeldet',
    ],
    auth_expired: [
      'bewegen sich nicht: Dieses Gerät ist nicht mehr angemeldet',
      'bewegt sich nicht: Dieses Gerät ist nicht mehr angemeldet',
    ],
    device_removed: [
      'bewegen sich nicht: Dieses Gerät wurde aus dem Konto entfernt',
      'bewegt sich nicht: Dieses Gerät wurde aus dem Konto entfernt',
    ],
    sync_off: [
      'bleiben, wo sie sind: Sync ist auf diesem Gerät aus',
      'bleibt, wo es ist: Sync ist auf diesem Gerät aus',
    ],
    paused_by_you: ['warten: Sync pausiert auf diesem Gerät', 'wartet: Sync pausiert auf diesem Gerät'],
    offline: ['warten auf ein Netz', 'wartet auf ein Netz'],
    server_unreachable: [
      'warten auf den Server, der nicht antwortet',
      'wartet auf den Server, der nicht antwortet',
    ],
    captive_portal: [
      'warten: Dieses Netz will zuerst eine Anmeldung',
      'wartet: Dieses Netz will zuerst eine Anmeldung',
    ],
    waiting_wifi: ['warten auf WLAN', 'wartet auf WLAN'],
    mobile_data_off: ['warten auf WLAN: Mobile Daten ist aus', 'wartet auf WLAN: Mobile Daten ist aus'],
    unlimited_updates_off: [
      'warten auf WLAN: Unbegrenzte Aktualisierungen ist aus',
      'wartet auf WLAN: Unbegrenzte Aktualisierungen ist aus',
    ],
    roaming: ['warten, solange dieses Gerät im Roaming ist', 'wartet, solange dieses Gerät im Roaming ist'],
    low_data_mode: ['warten, solange das System Daten spart', 'wartet, solange das System Daten spart'],
    quota_full: ['passen nicht: Der Cloud-Speicher ist voll', 'passt nicht: Der Cloud-Speicher ist voll'],
    server_disk_full: [
      'werden nicht angenommen: Der Datenträger des Servers ist voll',
      'wird nicht angenommen: Der Datenträger des Servers ist voll',
    ],
    device_disk_full: [
      'passen nicht auf dieses Gerät: Sein Datenträger ist voll',
      'passt nicht auf dieses Gerät: Sein Datenträger ist voll',
    ],
    not_running: ['warten: Sync läuft auf diesem Gerät nicht', 'wartet: Sync läuft auf diesem Gerät nicht'],
    crash_loop: [
      'bewegen sich nicht: Sync ist immer wieder stehen geblieben',
      'bewegt sich nicht: Sync ist immer wieder stehen geblieben',
    ],
    stalled: ['warten: Sync hängt auf diesem Gerät', 'wartet: Sync hängt auf diesem Gerät'],
    needs_charging: ['warten, bis dieses Gerät lädt', 'wartet, bis dieses Gerät lädt'],
    battery_below: ['warten, bis der Akku geladen ist', 'wartet, bis der Akku geladen ist'],
    low_power_mode: [
      'warten, solange der Stromsparmodus an ist',
      'wartet, solange der Stromsparmodus an ist',
    ],
    too_hot: ['warten, bis dieses Gerät abgekühlt ist', 'wartet, bis dieses Gerät abgekühlt ist'],
    outside_schedule: [
      'warten auf die Stunden, die du gewählt hast',
      'wartet auf die Stunden, die du gewählt hast',
    ],
    unreadable: ['sind auf diesem Gerät nicht lesbar', 'ist auf diesem Gerät nicht lesbar'],
    source_missing: ['liegen in einem Ordner, der nicht da ist', 'liegt in einem Ordner, der nicht da ist'],
    too_large: ['sind größer, als der Server annimmt', 'ist größer, als der Server annimmt'],
  },
  originals: (count, number) => (number === 1 ? '1 Original' : `${count} Originale`),
  checks: {
    settings: both('Angemeldet, und Sync ist an.', 'Wie es eingestellt ist, ist nicht bekannt.'),
    connection: both(
      'Der Server ist erreichbar.',
      'Von diesem Gerät war noch nichts zu hören; seine Verbindung ist nicht bekannt.',
    ),
    cloud_storage: both(
      'Auf dem Server ist Platz.',
      'Der Server hat noch nicht gesagt, wie viel belegt ist.',
    ),
    device_storage: both(
      'Auf diesem Gerät ist Platz.',
      'Wie viel hier frei ist, lässt sich nicht feststellen.',
    ),
    stuck: both('Sync läuft.', 'Ob Sync läuft, ist nicht bekannt.'),
    outdated: both(
      'Dieses Rollcall und das auf dem Server verstehen einander.',
      'Der Server hat seine Version noch nicht gesagt.',
    ),
    power: both('Nichts wartet auf Strom.', 'Der Strom lässt sich nicht feststellen.'),
  },
  verdicts: {
    allSafe: 'Nichts wartet darauf, gesichert zu werden.',
    onTheWay: 'Was noch fehlt, ist unterwegs.',
    notSafe: (sentence) => `Noch nicht alles ist sicher. ${sentence}`,
  },
  heard: (device, ago) => ` ${device} war zuletzt zu hören: ${ago}.`,
  fixPreview: (originals, bytes) =>
    originals === null ? 'Zurzeit wartet nichts darauf.' : `Es betrifft ${originals} (${bytes}).`,
  forecasts: {
    early: 'Wie schnell es wächst, ist nach drei Tagen bekannt.',
    full: 'Es ist voll.',
    lasts: 'So wie es jetzt wächst, reicht es für Jahre.',
    still: 'Zuletzt ist es nicht gewachsen.',
    fullIn: (days, number) =>
      `Voll in ${number === 1 ? 'einem Tag' : `${days} Tagen`}, so wie es zuletzt gewachsen ist.`,
  },
}

/** Says in German what `packages/sync` has to say. */
export function speakGerman(formats: Formats): ReasonSpeech {
  return reasonSpeechOf(reasonWordsDe, formats)
}

function both(ok: string, unknown: string) {
  return { ok, unknown, waiting: unknown, attention: unknown }
}
