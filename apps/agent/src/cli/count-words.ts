/** A number with its noun: `1 file`, `1,204 files`. */
export function countWords(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** A number with its noun and the verb that goes with it: `1 file is`, `1,204 files are`; `stays` and `stay` when told. */
export function countIs(count: number, noun: string, [one, many] = ['is', 'are']): string {
  return `${countWords(count, noun)} ${count === 1 ? one : many}`
}
