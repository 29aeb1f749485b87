import type { DeviceMutation } from './reference-mutations.ts'
import type { Thing, Turn } from './reference-words.ts'
import { say } from './reference-words.ts'

/**
 * What devices are to look like, said a second time as the reference model does of the library: one is a thing of type `device`, or `removed`, with its settings as fields, and
 * a command is a thing of its own for each target and sort.
 */
export function doToDevice(turn: Turn, { op, args }: DeviceMutation): string {
  const { things } = turn
  const find = (id: string): Thing => things.get(id) ?? { id, type: '', whole: null, live: false }
  if (op === 'setDeviceSetting') {
    const device = find(args.deviceId)
    if (device.type === 'removed') return 'no_such_device'
    things.set(device.id, Object.assign(device, { type: 'device' }))
    return say(turn, device, args.setting.name, args.setting.value)
  }
  if (op === 'issueCommand') {
    const command = find(`${args.target}:${args.command.what}`)
    if (args.target !== 'server' && find(args.target).type !== 'device') return 'no_such_device'
    if (command['given'] === args.commandId) return 'unchanged'
    things.set(command.id, { ...command, type: 'command', given: args.commandId, state: 'waiting' })
    return 'applied'
  }
  const command = find(`${args.target}:${args.what}`)
  if (command.type === '') return 'no_such_command'
  if (command['given'] !== args.commandId) return 'superseded'
  if (command['state'] !== 'waiting') return command['state'] === args.state ? 'unchanged' : 'superseded'
  command['state'] = args.state
  return 'applied'
}
