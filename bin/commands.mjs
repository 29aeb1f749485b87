// Every command of `rollcall`, in the order the help lists them, with the app that answers it.

/**
 * @typedef {'server' | 'agent'} App
 * @typedef {{ name: string, words: string, purpose: string, app: App }} Command
 */

/** @type {readonly Command[]} */
export const COMMANDS = [
  { name: 'serve', words: 'serve', purpose: 'run the server', app: 'server' },
  { name: 'admin', words: 'admin create-account NAME', purpose: 'create an account', app: 'server' },
  { name: 'admin', words: 'admin list', purpose: 'list accounts and what they use', app: 'server' },
  {
    name: 'admin',
    words: 'admin set-quota NAME SIZE',
    purpose: 'limit what an account stores',
    app: 'server',
  },
  {
    name: 'verify',
    words: 'verify --data FOLDER',
    purpose: 'read back everything the server stores',
    app: 'server',
  },
  { name: 'link', words: 'link SERVER', purpose: 'make a folder a device of your account', app: 'agent' },
  { name: 'unlink', words: 'unlink', purpose: 'make it an ordinary folder again; files stay', app: 'agent' },
  { name: 'approve', words: 'approve CODE', purpose: 'let a new device in', app: 'agent' },
  { name: 'devices', words: 'devices', purpose: 'list devices, remove one', app: 'agent' },
  { name: 'sync', words: 'sync', purpose: 'keep the folder in sync; --once to stop when done', app: 'agent' },
  { name: 'status', words: 'status', purpose: 'the roll call: where every photo stands', app: 'agent' },
  { name: 'info', words: 'info PHOTO', purpose: 'what is known of a photo, and whence', app: 'agent' },
  {
    name: 'verify',
    words: 'verify',
    purpose: 'have the server read back your library',
    app: 'agent',
  },
  { name: 'pause', words: 'pause', purpose: 'stop moving originals', app: 'agent' },
  { name: 'resume', words: 'resume', purpose: 'move them again', app: 'agent' },
  { name: 'restore', words: 'restore PHOTO', purpose: 'bring photos back from the trash', app: 'agent' },
  { name: 'favourite', words: 'favourite PHOTO', purpose: 'mark a photo, or unmark it', app: 'agent' },
  { name: 'caption', words: 'caption PHOTO TEXT', purpose: 'say what a photo shows', app: 'agent' },
  { name: 'held', words: 'held', purpose: 'show and answer deletions that were held', app: 'agent' },
]

/** What `rollcall --help` prints. */
export const HELP = [
  'Usage: rollcall COMMAND [OPTIONS]',
  '',
  'On the server:',
  ...COMMANDS.filter(({ app }) => app === 'server').map(helpLine),
  '',
  'On a device:',
  ...COMMANDS.filter(({ app }) => app === 'agent').map(helpLine),
  '',
  'rollcall COMMAND --help tells the options of one command.',
].join('\n')

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
