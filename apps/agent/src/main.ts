import { Command, CommanderError, Option } from 'commander'
import { describeFailure } from './cli/describe-problem.ts'
import type { FolderOptions } from './cli/device-commands.ts'
import { approveCommand, devicesCommand, unlinkCommand } from './cli/device-commands.ts'
import { CommandStop, EXIT } from './cli/exit.ts'
import { heldCommand } from './cli/held-command.ts'
import { infoCommand } from './cli/info-command.ts'
import type { LinkOptions } from './cli/link-command.ts'
import { linkCommand } from './cli/link-command.ts'
import { pauseCommand } from './cli/pause-commands.ts'
import { captionCommand, favouriteCommand, restoreCommand } from './cli/photo-commands.ts'
import { statusCommand } from './cli/status-command.ts'
import { syncCommand } from './cli/sync-command.ts'
import { verifyCommand } from './cli/verify-command.ts'

/** Runs one command of the agent. Answers its exit code. */
async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done
  const program = createProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse
    const words = describeFailure(error)
    if (words === null) throw error
    console.error(words)
    return error instanceof CommandStop ? error.exitCode : EXIT.needsYou
  }
}

function createProgram(exitWith: (code: number) => void): Command {
  const program = new Command('rollcall').exitOverride().showHelpAfterError()
  const folder = () =>
    new Option('--folder <dir>', "the device's folder").default('.', 'the one you stand in')
  const json = () => new Option('--json', 'answer in JSON')
  const command = (line: string, summary: string) =>
    program.command(line).description(summary).addOption(folder())

  command('link <url>', 'make a folder a device of your account')
    .option('--name <name>', "the device's name (default: this machine's)")
    .option(
      '--account <name>',
      'sign in with this account and its password; without it, a code is shown to approve elsewhere',
    )
    .option('--password-stdin', 'read the password from standard input')
    .addOption(json())
    .action((url: string, options: LinkOptions) => linkCommand(url, options))
  command('unlink', 'make the folder an ordinary one again; every file stays').action(unlinkCommand)
  command('approve <code>', 'let a new device in that shows this code').action(approveCommand)
  command('devices', 'list the devices of your account')
    .option('--remove <id>', 'sign a device out')
    .addOption(json())
    .action(devicesCommand)

  command('sync', 'keep the folder in sync')
    .option('--once', 'end when nothing is left to do; exit code 1 if something needs you')
    .addOption(json())
    .action(async (options: FolderOptions & { once?: boolean }) => exitWith(await syncCommand(options)))
  command('status', 'call the roll: is every original safe?')
    .option('--list <state>', 'open a number: safe, inProgress, waiting, blocked, excluded or deleted')
    .addOption(json())
    .action(async (options: FolderOptions & { list?: string }) => exitWith(await statusCommand(options)))
  command('info <photo>', 'what is known of a photo, where it is, and where its date comes from')
    .addOption(json())
    .action(infoCommand)
  command('pause', 'stop moving originals').action((options: FolderOptions) => pauseCommand(true, options))
  command('resume', 'move originals again').action((options: FolderOptions) => pauseCommand(false, options))
  command('held', 'show and answer deletions that were held because there were so many')
    .option('--delete', 'delete them everywhere')
    .option('--restore', 'bring the files back')
    .addOption(json())
    .action(async (options: FolderOptions) => exitWith(await heldCommand(options)))

  command('restore <photo...>', 'take photos out of the trash; by path, SHA-256 or id').action(restoreCommand)
  command('favourite <photo...>', 'mark photos as favourites')
    .option('--off', 'take the mark away')
    .action(favouriteCommand)
  command('caption <photo> <text>', "set a photo's caption; an empty one takes it away").action(
    captionCommand,
  )
  command('verify', 'have the server read every original again and compare it with its hash')
    .option('--all', 'also what is in the trash, and what no photo names')
    .addOption(json())
    .action(async (options: FolderOptions & { all?: boolean }) => exitWith(await verifyCommand(options)))
  return program
}

process.exitCode = await main(process.argv.slice(2))
