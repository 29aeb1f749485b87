/** Whether only this computer reaches an address with such a host name, so that no phone can open it. */
export function isOnlyHere(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

/** The name of an account as a word of a command line: in quotes unless it is plain. */
export function accountWord(name: string): string {
  return /^[\w.@-]+$/.test(name) ? name : `"${name.replaceAll(/["\\$`]/g, (letter) => `\\${letter}`)}"`
}
