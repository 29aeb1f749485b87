import manifest from '../package.json' with { type: 'json' }

/** The release of this device's programs, as it tells the server and people. */
export const AGENT_VERSION: string = manifest.version
