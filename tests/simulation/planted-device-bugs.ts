import type { PlantedBug } from './planted-bugs.ts'
import { withReplica } from './planted-bugs.ts'

/** What is chosen so long before it is sent was chosen offline, milliseconds. */
const OFFLINE_MS = 2_000

/** Planted bugs of settings and commands. See `planted-bugs.ts`. */
export const DEVICE_COMMAND_BUGS: readonly PlantedBug[] = [
  {
    name: 'obeys_twice',
    what: 'What a command does is stored apart from its answer, and the device dies between the two [S155]',
    deviceState: (state, random) => {
      const forgetful = { ...state, folder: { ...state.folder, answerTo: () => null } }
      return withReplica(forgetful, ({ queue }) => ({
        queue: (intent, path) => {
          if (intent.op !== 'answerCommand' || random.chance(0.5)) queue(intent, path)
        },
      }))
    },
  },
  {
    name: 'loses_offline_settings',
    what: 'A setting that was chosen while the device was offline is sent as another one',
    deviceApi: (api) => ({
      ...api,
      push: (request) => {
        const mutations = request.mutations.map((mutation) =>
          mutation.op === 'setDeviceSetting' && mutation.ageMs > OFFLINE_MS
            ? {
                ...mutation,
                args: { ...mutation.args, setting: { name: 'batteryFloor' as const, value: 20 } },
              }
            : mutation,
        )
        return api.push({ ...request, mutations })
      },
    }),
  },
]
