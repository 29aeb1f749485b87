/** Releases are told as `1.20.3`, or `1.20.3-beta.1` before it. */
const RELEASE = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/

/** Whether one release came after another, by the numbers of https://semver.org. False where either cannot be told. */
export function isNewerRelease(one: string, other: string): boolean {
  const [a, b] = [RELEASE.exec(one), RELEASE.exec(other)]
  if (a === null || b === null) return false
  for (const part of [1, 2, 3]) {
    const apart = Number(a[part]) - Number(b[part])
    if (apart !== 0) return apart > 0
  }
  // What comes before a release is older than it; two of those are not compared.
  return a[4] === undefined && b[4] !== undefined
}
