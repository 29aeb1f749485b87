import { Command, CommanderError } from 'commander'
import { declareIn } from './cli/command-line.ts'
import { declareAlbumCommands } from './cli/declare-album-commands.ts'
import { declareDeviceCommands } from './cli/declare-device-commands.ts'
import { declareHistoryCommands } from './cli/declare-history-commands.ts'
import { declareLeavingCommands } from './cli/declare-leaving-commands.ts'
import { declarePhotoCommands } from './cli/declare-photo-commands.ts'
import { declareSettingsCommands } from './cli/declare-settings-commands.ts'
import { declareRoomCommands } from './cli/declare-room-commands.ts'
import { declareStorageCommands } from './cli/declare-storage-commands.ts'
import { describeFailure } from './cli/describe-problem.ts'
import { CommandStop, EXIT } from './cli/exit.ts'

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
  const declare = declareIn(program)
  for (const group of [
    declareDeviceCommands,
    declareLeavingCommands,
    declareSettingsCommands,
    declarePhotoCommands,
    declareHistoryCommands,
    declareStorageCommands,
    declareRoomCommands,
  ])
    group(declare, exitWith)
  declareAlbumCommands(program)
  return program
}

process.exitCode = await main(process.argv.slice(2))
