import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canBeBoth, hiderOf } from './cause.ts'
import type { Cause } from './cause.ts'
import { CAUSES } from './causes.ts'
import type { Clinic } from './clinic.ts'
import { openClinic } from './clinic.ts'
import { codesOf, fallIll, leadOf, mend } from './fall-ill.ts'

/** Of all pairs, so many must be told right. */
const DOUBLES_RIGHT_LEAST = 0.98

test('the doctor names each cause first with its count, and its fix leads to everything safe', async (t) => {
  await using clinic = await openClinic()
  let right = 0
  for (const cause of CAUSES) {
    await t.test(cause.name, async () => {
      await checkSingle(clinic, cause)
      right++
    })
  }
  t.diagnostic(`singles ${right} of ${CAUSES.length}`)
})

test('of two causes the doctor names one first, finds both and nothing else', async (t) => {
  await using clinic = await openClinic()
  const pairs = CAUSES.flatMap((one, index) =>
    CAUSES.slice(index + 1).flatMap((other) => (canBeBoth(one, other) ? [[one, other] as const] : [])),
  )
  const wrong: string[] = []
  for (const pair of pairs) {
    const trouble = await troubleWithDouble(clinic, pair)
    if (trouble !== null) wrong.push(`${pair[0].name} and ${pair[1].name}: ${trouble}`)
  }
  const right = pairs.length - wrong.length
  const share = ((100 * right) / pairs.length).toFixed(1)
  t.diagnostic(`doubles ${right} of ${pairs.length} (${share} %)`)
  for (const line of wrong) t.diagnostic(line)
  assert.ok(right >= pairs.length * DOUBLES_RIGHT_LEAST, wrong.join('\n'))
})

async function checkSingle(clinic: Clinic, cause: Cause): Promise<void> {
  const { patient, said, report } = await fallIll(clinic, [cause], { isMeasured: true })
  try {
    // [R3] The engine knows by itself what the doctor finds by probing.
    const isKnown = said === cause.code || (cause.brings ?? []).some((code) => code === said)
    assert.ok(cause.stopsAt === undefined ? said === null : isKnown, `the engine says ${said}`)
    const lead = leadOf(report)
    const brought: readonly string[] = cause.brings ?? []
    const codes = codesOf(report).filter((code) => !brought.includes(code))
    assert.deepEqual(
      { first: report.first, code: lead?.code, items: lead?.items, codes },
      { first: cause.check, code: cause.code, items: cause.items, codes: [cause.code] },
      JSON.stringify(report, null, 1),
    )
    await mend(patient, cause)
    const after = await patient.asks()
    assert.equal(after.verdict, 'all_safe', JSON.stringify(after, null, 1))
    assert.deepEqual(codesOf(after), [])
  } finally {
    patient.leaves()
  }
}

/** What the doctor gets wrong about a pair; null for nothing. A cause that the other hides must be found once that one is mended. */
async function troubleWithDouble(clinic: Clinic, pair: readonly [Cause, Cause]): Promise<string | null> {
  const { patient, report } = await fallIll(clinic, pair, { isMeasured: false })
  try {
    const hider = hiderOf(...pair)
    const seen = hider === null ? pair : [hider]
    const trouble = troubleIn(report, seen, pair)
    if (trouble !== null || hider === null) return trouble
    await mend(patient, hider)
    const hidden = pair.filter((cause) => cause !== hider)
    return troubleIn(await patient.asks(), hidden, hidden)
  } finally {
    patient.leaves()
  }
}

function troubleIn(
  report: Parameters<typeof codesOf>[0],
  seen: readonly Cause[],
  there: readonly Cause[],
): string | null {
  const lead = leadOf(report)?.code ?? 'nothing'
  if (!seen.some(({ code }) => code === lead)) return `first is ${lead}`
  const codes = codesOf(report)
  const missing = seen.filter(({ code }) => !codes.includes(code))
  if (missing.length > 0) return `does not find ${missing.map(({ code }) => code).join(', ')}`
  const known = new Set<string>(
    there.flatMap(({ code, brings = [], besides = [] }) => [code, ...brings, ...besides]),
  )
  const strange = codes.filter((code) => !known.has(code))
  return strange.length === 0 ? null : `finds ${strange.join(', ')} too`
}
