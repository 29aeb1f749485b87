/*
 * Whether values are as the columns can hold them. What is not goes, as it is, into the column for the rest.
 */

/** Times beyond are no times; see `timeSchema` in protocol. */
export const TIME_MAX = 8.64e15

/** Differences of two such numbers are exact. */
const DIFFERENCE_MAX = 2 ** 52

/** Whether an object has these fields and no others. */
export function hasExactly(object: object, fields: ReadonlySet<string>): boolean {
  const names = Object.keys(object)
  return names.length === fields.size && names.every((name) => fields.has(name))
}

/** Whether the difference to another such time is exact. */
export function isNear(time: unknown): time is number {
  return typeof time === 'number' && Math.abs(time) < DIFFERENCE_MAX
}
