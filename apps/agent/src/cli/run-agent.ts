import { Command, CommanderError } from 'commander'
import { createActions, declareIn } from './command-line.ts'
import { declareAlbumCommands } from './declare-album-commands.ts'
import { declareDeviceCommands } from './declare-device-commands.ts'
import { declareHistoryCommands } from './declare-history-commands.ts'
import { declareLeavingCommands } from './declare-leaving-commands.ts'
import { declarePhotoCommands } from './declare-photo-commands.ts'
import { declareSettingsCommands } from './declare-settings-commands.ts'
import { declareRoomCommands } from './declare-room-commands.ts'
import { declareStorageCommands } from './declare-storage-commands.ts'
import { CommandStop, EXIT } from './exit.ts'

/**
 * Runs one command of the agent, given as it was typed after `rollcall`. Answers its exit code, one of {@link EXIT}. Rejects only for a bug, whose
 * stack is worth printing.
 */
export async function runAgent(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done
  const program = createProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse
    const { describeFailure } = await import('./describe-problem.ts')
    const words = describeFailure(error)
    if (words === null) throw error
    console.error(words)
    return error instanceof CommandStop ? error.exitCode : EXIT.needsYou
  }
}

function createProgram(exitWith: (code: number) => void): Command {
  const program = new Command('rollcall').exitOverride().showHelpAfterError()
  const declare = declareIn(program)
  const actionOf = createActions(exitWith)
  for (const group of [
    declareDeviceCommands,
    declareLeavingCommands,
    declareSettingsCommands,
    declarePhotoCommands,
    declareHistoryCommands,
    declareStorageCommands,
    declareRoomCommands,
  ])
    group(declare, actionOf)
  declareAlbumCommands(program, actionOf)
  return program
}
