// Every command of `rollcall`, in the order the help lists them, with the app that answers it.

/**
 * @typedef {'server' | 'agent'} App
 * @typedef {'server' | 'device' | 'photos' | 'albums' | 'history'} Group
 * @typedef {{ name: string, words: string, purpose: string, app: App, group: Group }} Command
 */

/** @type {readonly Command[]} */
export const COMMANDS = [
  command('server', 'server', 'serve', 'run the server'),
  command('server', 'server', 'admin create-account NAME', 'create an account'),
  command('server', 'server', 'admin list', 'list accounts and what they use'),
  command('server', 'server', 'admin set-quota NAME SIZE', 'limit what an account stores'),
  command('server', 'server', 'admin requests', 'who asks for another storage plan'),
  command('server', 'server', 'admin grant NAME', 'give it; admin decline NAME says no'),
  command('server', 'server', 'admin scrub', 'how far the server is with reading stored originals again'),
  command('server', 'server', 'verify --data FOLDER', 'read back everything the server stores'),

  command('device', 'agent', 'link SERVER', 'make a folder a device of your account'),
  command('device', 'agent', 'unlink', 'make it an ordinary folder again: --keep or --remove'),
  command('device', 'agent', 'safe-to-wipe', 'may this device be wiped? A signed answer'),
  command('device', 'agent', 'verify-statement FILE', 'check such an answer, without a network'),
  command('device', 'agent', 'approve CODE', 'let a new device in'),
  command('device', 'agent', 'devices', 'how your devices are, and which are quiet; remove one'),
  command('device', 'agent', 'alarms', 'who is told when a device goes quiet'),
  command('device', 'agent', 'sync', 'keep the folder in sync; --once to stop when done'),
  command('device', 'agent', 'status', 'the roll call: where every photo stands'),
  command('device', 'agent', 'doctor', 'why photos are not safe, and what mends it'),
  command('device', 'agent', 'verify', 'have the server read back your library'),
  command('device', 'agent', 'storage', 'how full your library is, and of what'),
  command('device', 'agent', 'plan', 'storage plans; plan ID takes one'),
  command('device', 'agent', 'free-up-space', 'what would free space; --kind does it'),
  command('device', 'agent', 'pause', 'stop moving originals'),
  command('device', 'agent', 'resume', 'move them again'),
  command('device', 'agent', 'settings', 'what is chosen for a device; settings NAME VALUE chooses'),
  command('device', 'agent', 'sync-now', 'move what waits, whatever power and Wi-Fi say, once'),
  command('device', 'agent', 'command WHAT', 'have a device do something: retry, restart-sync …'),
  command('device', 'agent', 'optimise WHAT', 'smaller versions where room is short: on, off, status'),
  command('device', 'agent', 'fetch PHOTO', 'bring originals back; --album, --all'),
  command('device', 'agent', 'pin PHOTO', 'keep originals here; --album'),
  command('device', 'agent', 'unpin PHOTO', 'let them make way again'),

  command('photos', 'agent', 'list', 'list photos, the newest first'),
  command('photos', 'agent', 'search WORDS', 'find photos: "oslo June 2019", "videos -is:favourite"'),
  command('photos', 'agent', 'info PHOTO', 'what is known of a photo, and whence'),
  command('photos', 'agent', 'favourite PHOTO', 'mark photos, or unmark them'),
  command('photos', 'agent', 'rate PHOTO', 'give photos stars'),
  command('photos', 'agent', 'hide PHOTO', 'keep photos out of sight, or show them again'),
  command('photos', 'agent', 'caption PHOTO TEXT', 'say what a photo shows'),
  command('photos', 'agent', 'title PHOTO TEXT', 'give a photo a title'),
  command('photos', 'agent', 'keyword PHOTO', 'file photos under keywords'),
  command('photos', 'agent', 'date PHOTO TIME', 'say when photos were taken'),
  command('photos', 'agent', 'place PHOTO', 'say where photos were taken'),
  command('photos', 'agent', 'edit PHOTO', 'turn, crop, light: a version; the original stays'),
  command('photos', 'agent', 'revert PHOTO', 'show the original again, or another version'),
  command('photos', 'agent', 'versions PHOTO', 'every way that a photo has looked'),
  command('photos', 'agent', 'duplicates', 'photos that are or look the same; unite them'),
  command('photos', 'agent', 'trash PHOTO', 'move photos to the trash; --list shows it'),
  command('photos', 'agent', 'restore PHOTO', 'bring photos back from the trash'),
  command('photos', 'agent', 'delete-for-good PHOTO', 'delete photos that are in the trash'),

  command('albums', 'agent', 'album list', 'albums and folders; album show NAME opens one'),
  command('albums', 'agent', 'album create NAME', 'make an album, a folder or a smart album'),
  command('albums', 'agent', 'album add NAME PHOTO', 'put photos into an album'),
  command('albums', 'agent', 'album COMMAND', 'take out, order, rename, cover, move, delete, restore'),

  command('history', 'agent', 'journal', 'who changed what, when, on which device'),
  command('history', 'agent', 'undo', 'take back the last deed, or another one'),
  command('history', 'agent', 'held', 'show and answer deletions that were held'),
]

/** The groups of the help, with their headings. */
const HEADINGS = /** @type {const} */ ({
  server: 'On the server:',
  device: 'On a device:',
  photos: 'Photos, named by path, file name or id:',
  albums: 'Albums:',
  history: 'History:',
})

/** What `rollcall --help` prints. */
export const HELP = [
  'Usage: rollcall COMMAND [OPTIONS]',
  ...Object.entries(HEADINGS).flatMap(([group, heading]) => [
    '',
    heading,
    ...COMMANDS.filter((each) => each.group === group).map(helpLine),
  ]),
  '',
  'rollcall COMMAND --help tells the options of one command; --json answers in JSON.',
  'Everything about photos works without the server too, and is sent with the next sync.',
].join('\n')

/**
 * @param {Group} group
 * @param {App} app
 * @param {string} words how it is typed; the first one is its name
 * @param {string} purpose
 * @returns {Command}
 */
function command(group, app, words, purpose) {
  return { name: words.replace(/ .*/, ''), words, purpose, app, group }
}

/** @param {Command} command */
function helpLine({ words, purpose }) {
  return `  ${words.padEnd(28)}${purpose}`
}

/**
 * The app that answers a command. `verify` is asked of the server's own folder with `--data`, of a device's server without.
 *
 * @param {string} name as typed
 * @param {readonly string[]} options what follows the name
 * @returns {App | null} null for a command that does not exist
 */
export function appOf(name, options = []) {
  if (name === 'verify') return options.some((option) => /^--data(=|$)/.test(option)) ? 'server' : 'agent'
  return COMMANDS.find((command) => command.name === name)?.app ?? null
}

/**
 * The command that somebody most likely meant.
 *
 * @param {string} typed
 * @returns {string} the name with the fewest letters to change; the earlier one of equals
 */
export function nearestCommand(typed) {
  const names = COMMANDS.map(({ name }) => name)
  return names.reduce((best, name) => (countEdits(typed, name) < countEdits(typed, best) ? name : best))
}

/**
 * Letters to insert, drop or replace to turn one word into the other (Levenshtein, row by row).
 *
 * @param {string} from
 * @param {string} to
 * @returns {number}
 */
function countEdits(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
