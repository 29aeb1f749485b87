import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { formatSize, parseQuota } from './accounts/size.ts'
import type { ServerPorts } from './http/server-ports.ts'
import type { LogLevel } from './log/pino-log.ts'
import { adminCreateAccount, adminList, adminSetQuota } from './main/admin.ts'
import { adminDecline, adminGrant, adminRequests } from './main/admin-plans.ts'
import { adminScrub } from './main/admin-scrub.ts'
import { askNewPassword, readPassword } from './main/ask-password.ts'
import { dataFolderOf, usedDataFolderOf } from './main/data-folder.ts'
import { UsageProblem } from './main/usage-problem.ts'
import { describeReport, verifyData } from './main/verify-data.ts'

const DEFAULT_PORT = 7655
const DEFAULT_HOST = '127.0.0.1'

/** Exit codes: 1 when the answer is bad news, 2 when the command could not be done as it was given. */
const EXIT_BAD_NEWS = 1
const EXIT_USAGE = 2

process.exitCode = await main(process.argv)

async function main(argv: readonly string[]): Promise<number> {
  const stop = stopOnSignal()
  let code = 0
  const program = new Command('rollcall').exitOverride().configureHelp({ showGlobalOptions: true })
  program.addCommand(serveCommand(stop))
  program.addCommand(adminCommand())
  program.addCommand(verifyCommand(stop, (found) => (code = found)))
  try {
    await program.parseAsync([...argv])
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE
    if (!(error instanceof UsageProblem)) throw error
    console.error(error.message)
    return EXIT_USAGE
  }
}

/** The first signal asks for a clean end; a second one ends at once. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(EXIT_BAD_NEWS)
      stop.abort()
    })
  }
  return stop.signal
}

function serveCommand(stop: AbortSignal): Command {
  return command('serve', 'Runs the server.')
    .addOption(dataOption())
    .option('--host <address>', 'address to listen on; 0.0.0.0 for every one', DEFAULT_HOST)
    .option('--port <number>', 'port to listen on; 0 for any free one', toPort, DEFAULT_PORT)
    .option('--web <folder>', 'the built web app; without it, the one that was built here, if one was')
    .addOption(
      new Option('--log <level>', 'what to log as JSON lines on standard error')
        .choices(['error', 'info', 'debug'])
        .default(process.stderr.isTTY ? 'error' : 'info'),
    )
    .action(async (options: { data?: string; host: string; port: number; log: LogLevel; web?: string }) => {
      const { host, port, log: logLevel, web = null } = options
      // Loaded only when it is called: it takes longer than the other commands do.
      const { serve } = await import('./main/serve.ts')
      await serve({ folder: dataFolderOf(options.data), host, port, logLevel, web }, stop, say)
    })
}

function adminCommand(): Command {
  const admin = command('admin', 'Works on accounts, also while the server runs.')
  admin
    .addCommand(
      command('create-account', 'Creates an account; the first one owns the server.')
        .argument('<name>')
        .option('--password-stdin', 'read the password from standard input', false)
        .option(
          '--quota <size>',
          'how much it may store: a size such as 200GB, or none; without it, the plan that plans.json has for new accounts',
        )
        .addOption(dataOption())
        .action(async (name: string, options: { passwordStdin: boolean; quota?: string; data?: string }) => {
          const quota = options.quota === undefined ? {} : { quotaBytes: toQuota(options.quota) }
          const password = await newPassword(options.passwordStdin)
          await withPorts(dataFolderOf(options.data), (ports) =>
            adminCreateAccount(ports, { name, password, ...quota }, say),
          )
        }),
    )
    .addCommand(
      command('list', 'Lists accounts and what they use.')
        .option('--json', 'as JSON', false)
        .addOption(dataOption())
        .action((options: { json: boolean; data?: string }) =>
          withPorts(usedDataFolderOf(options.data), (ports) => adminList(ports, options.json, say)),
        ),
    )
    .addCommand(
      command('set-quota', 'Limits what an account stores. Nothing is deleted.')
        .argument('<name>')
        .argument('<size>', 'a size such as 200GB, or none')
        .addOption(dataOption())
        .action((name: string, size: string, options: { data?: string }) =>
          withPorts(usedDataFolderOf(options.data), (ports) =>
            adminSetQuota(ports, name, toQuota(size), say),
          ),
        ),
    )
  return planCommands(admin).addCommand(
    command('scrub', 'Shows how far the server is with reading stored originals again.')
      .option('--json', 'as JSON', false)
      .addOption(dataOption())
      .action((options: { json: boolean; data?: string }) =>
        withPorts(usedDataFolderOf(options.data), (ports) => adminScrub(ports, options.json, say)),
      ),
  )
}

/** Answering those who asked for another storage plan. */
function planCommands(admin: Command): Command {
  return admin
    .addCommand(
      command('requests', 'Lists who asks for another storage plan.')
        .option('--json', 'as JSON', false)
        .addOption(dataOption())
        .action((options: { json: boolean; data?: string }) =>
          withPorts(usedDataFolderOf(options.data), (ports) => adminRequests(ports, options.json, say)),
        ),
    )
    .addCommand(
      command('grant', 'Gives an account the storage plan that it asks for.')
        .argument('<name>')
        .addOption(dataOption())
        .action((name: string, options: { data?: string }) =>
          withPorts(usedDataFolderOf(options.data), (ports) => adminGrant(ports, name, say)),
        ),
    )
    .addCommand(
      command('decline', 'Declines the storage plan that an account asks for.')
        .argument('<name>')
        .option('--words <text>', 'what the person is told', '')
        .addOption(dataOption())
        .action((name: string, options: { words: string; data?: string }) =>
          withPorts(usedDataFolderOf(options.data), (ports) => adminDecline(ports, name, options.words, say)),
        ),
    )
}

function verifyCommand(stop: AbortSignal, exit: (code: number) => void): Command {
  return command('verify', 'Reads every stored original again and compares it with its SHA-256.')
    .option('--all', 'every library of the server, which is the default', true)
    .option('--json', 'report as JSON', false)
    .addOption(dataOption())
    .action(async (options: { json: boolean; data?: string }) => {
      await withPorts(usedDataFolderOf(options.data), async (ports) => {
        const isShown = process.stderr.isTTY && !options.json
        const report = await verifyData(ports, stop, (account, { checked, of, bytes, bytesInAll }) => {
          const share = `${formatSize(bytes)} of ${formatSize(bytesInAll)}`
          if (isShown) process.stderr.write(`\r\u001b[K${account}: ${checked} of ${of}, ${share}`)
        })
        if (isShown) process.stderr.write('\r\u001b[K')
        if (options.json) say(JSON.stringify(report, null, 2))
        else for (const line of describeReport(report)) say(line)
        if (stop.aborted) console.error('Stopped before the end: the numbers are of what was checked.')
        exit(report.failures.length > 0 || stop.aborted ? EXIT_BAD_NEWS : 0)
      })
    })
}

function command(name: string, purpose: string): Command {
  return new Command(name).description(purpose).exitOverride()
}

function dataOption(): Option {
  return new Option('--data <folder>', 'where the server keeps its data').default(
    undefined,
    dataFolderOf(undefined),
  )
}

function say(line: string): void {
  console.log(line)
}

async function withPorts(folder: string, work: (ports: ServerPorts) => Promise<void>): Promise<void> {
  const { openPorts } = await import('./main/open-server.ts')
  const { createPinoLog } = await import('./log/pino-log.ts')
  const ports = openPorts(folder, createPinoLog('error'))
  try {
    await work(ports)
  } finally {
    await ports.store.close()
  }
}

async function newPassword(fromInput: boolean): Promise<string> {
  if (fromInput) return await readPassword(process.stdin)
  if (process.stdin.isTTY) return await askNewPassword(process.stdin, (text) => process.stderr.write(text))
  throw new UsageProblem('There is no terminal to ask for a password. Send it with --password-stdin.')
}

function toPort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

function toQuota(text: string): number | null {
  const quota = parseQuota(text)
  if (quota.ok) return quota.value
  throw new UsageProblem(`'${text}' is no size. Write one such as 5GB, 200 MB or 1TiB, or none.`)
}
