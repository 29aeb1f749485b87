import type { CommandKind, DeviceSettingName } from '@rollcall/protocol'

/** How commands to a device are called. */
export const COMMANDS_EN: Readonly<Record<CommandKind, string>> = {
  restart_sync: 'Restart sync',
  reset_connections: 'Reset connections',
  retry: 'Try again what did not work',
  allow_mobile_once: 'Use mobile data once',
  sync_now: 'Sync now',
  free_up_space: 'Free up space there',
  fetch: 'Bring originals back',
  check: 'Ask for a fresh report',
  update: 'Say how to update',
  change_plan: 'Change plan',
}

/** See {@link COMMANDS_EN}. */
export const COMMANDS_DE: Readonly<Record<CommandKind, string>> = {
  restart_sync: 'Sync neu starten',
  reset_connections: 'Verbindungen neu aufbauen',
  retry: 'Noch einmal versuchen',
  allow_mobile_once: 'Einmal mobile Daten nutzen',
  sync_now: 'Jetzt synchronisieren',
  free_up_space: 'Dort Platz schaffen',
  fetch: 'Originale zurückholen',
  check: 'Frischen Bericht anfordern',
  update: 'Sagen, wie aktualisiert wird',
  change_plan: 'Tarif wechseln',
}

/** How the settings of a device are called. */
export const SETTINGS_EN: Readonly<Record<DeviceSettingName, string>> = {
  isOn: 'Sync this device',
  pausedUntil: 'Pause',
  startDate: 'Only photos from a day on',
  excludedFolders: 'Folders left alone',
  mobileData: 'Mobile data',
  unlimitedUpdates: 'Unlimited updates over mobile data',
  power: 'Power',
  batteryFloor: 'Stop below this battery level',
  lowData: 'In low data mode',
  schedule: 'Hours',
  bandwidth: 'Bandwidth at most',
  optimise: 'Optimise storage',
  budgetBytes: 'Room for photos',
  freeFloorBytes: 'Leave free on the disk',
  pinnedAlbums: 'Albums that keep their originals',
  keepDays: 'Keep originals of the last days',
}

/** See {@link SETTINGS_EN}. */
export const SETTINGS_DE: Readonly<Record<DeviceSettingName, string>> = {
  isOn: 'Dieses Gerät synchronisieren',
  pausedUntil: 'Pause',
  startDate: 'Nur Fotos ab einem Tag',
  excludedFolders: 'Ausgenommene Ordner',
  mobileData: 'Mobile Daten',
  unlimitedUpdates: 'Unbegrenzt über mobile Daten',
  power: 'Strom',
  batteryFloor: 'Anhalten unter diesem Akkustand',
  lowData: 'Im Datensparmodus',
  schedule: 'Uhrzeiten',
  bandwidth: 'Bandbreite höchstens',
  optimise: 'Speicher optimieren',
  budgetBytes: 'Platz für Fotos',
  freeFloorBytes: 'Auf dem Datenträger frei lassen',
  pinnedAlbums: 'Alben, die ihre Originale behalten',
  keepDays: 'Originale der letzten Tage behalten',
}
