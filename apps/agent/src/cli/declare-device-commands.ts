import type { DeclareGroup } from './command-line.ts'
import { conditionsOption, jsonOption } from './command-line.ts'

/** Declares the commands about the device itself: linking, syncing, and whether everything is safe. */
export const declareDeviceCommands: DeclareGroup = (declare, actionOf) => {
  declare('link <url>', 'make a folder a device of your account')
    .option('--name <name>', "the device's name (default: this machine's)")
    .option(
      '--account <name>',
      'sign in with this account and its password; without it, a code is shown to approve elsewhere',
    )
    .option('--password-stdin', 'read the password from standard input')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./link-command.ts')).linkCommand))
  declare('approve <code>', 'let a new device in that shows this code')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./device-commands.ts')).approveCommand))
  declare('devices', 'what each device of your account said last of itself; which have gone quiet')
    .option('--remove <id>', 'sign a device out')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./devices-command.ts')).devicesCommand))
  declare('alarms', 'who is told when a device goes quiet')
    .option('--webhook <url>', 'an address that is sent JSON; off: none')
    .option('--email <address>', 'an address that is sent mail; off: none')
    .option('--test', 'say a word on every channel now')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./alarms-command.ts')).alarmsCommand))
  declare('sync', 'keep the folder in sync')
    .option('--once', 'end when nothing is left to do; exit code 1 if something needs you')
    .addOption(conditionsOption())
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./sync-command.ts')).syncCommand))
  declare('status', 'call the roll: is every original safe?')
    .option(
      '--list <state>',
      'open a number: safe, inProgress, waiting, blocked, excluded, deleted; or refused: changes without effect',
    )
    .addOption(conditionsOption())
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./status-command.ts')).statusCommand))
  declare('doctor', 'why photos are not safe, and what mends it; exit code 1 unless all are')
    .option('--fix <id>', 'do one of the fixes that it names')
    .option('--yes', 'without asking')
    .option('--device <name>', 'look at another device, as far as it is known')
    .option('--bundle <file>', 'write what helps to find a fault, without names or photos')
    .addOption(conditionsOption())
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./doctor-command.ts')).doctorCommand))
  declare('verify', 'have the server read every original again and compare it with its hash')
    .option('--all', 'also what is in the trash, and what no photo names')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./verify-command.ts')).verifyCommand))
}
