import manifest from '../package.json' with { type: 'json' }

/** This server's release, as it tells clients and people. */
export const SERVER_VERSION: string = manifest.version
