import type { Command } from 'commander'
import { Option } from 'commander'

/** Adds one command to a program: its words and arguments, and what it is for. Answers it for its options and action. */
export type DeclareCommand = (line: string, summary: string) => Command

/** A group of commands, as `main` puts it into the program. `exitWith` tells the exit code of a command that has one. */
export type DeclareGroup = (declare: DeclareCommand, exitWith: (code: number) => void) => void

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
