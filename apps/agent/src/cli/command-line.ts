import type { Command } from 'commander'
import { Option } from 'commander'

/** Adds one command to a program: its words and arguments, and what it is for. Answers it for its options and action. */
export type DeclareCommand = (line: string, summary: string) => Command

/**
 * The action of a command. `load` imports the file that does the command, and only when it is called: to load all of them takes longer than
 * most commands do. What the command answers is its exit code; without one it is done.
 */
export type ActionOf = <Args extends readonly unknown[]>(
  load: () => Promise<(...args: Args) => Promise<number | undefined> | Promise<void> | void>,
) => (...args: Args) => Promise<void>

/** A group of commands, as `main` puts it into the program: what each is called and takes, and the action that does it. */
export type DeclareGroup = (declare: DeclareCommand, actionOf: ActionOf) => void

/** Makes the actions of a program. `exitWith` is told the exit code of a command that has one. */
export function createActions(exitWith: (code: number) => void): ActionOf {
  return (load) =>
    async (...args) => {
      const command = await load()
      const code = await command(...args)
      if (typeof code === 'number') exitWith(code)
    }
}

/** Declares commands below `parent`; each is about a device, so each takes its folder. */
export function declareIn(parent: Command): DeclareCommand {
  return (line, summary) => parent.command(line).description(summary).addOption(folderOption())
}

function folderOption(): Option {
  return new Option('--folder <dir>', "the device's folder").default('.', 'the one you stand in')
}

/** `--conditions`, which every command that decides has. */
export function conditionsOption(): Option {
  return new Option('--conditions <file>', 'JSON with conditions that count instead of measured ones')
}

/** `--json`, which every command that answers something has. */
export function jsonOption(): Option {
  return new Option('--json', 'answer in JSON')
}
