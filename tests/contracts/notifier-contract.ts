import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LibraryId, Poke } from '@rollcall/protocol'
import type { Notifier } from '@rollcall/server'

/** What every {@link Notifier} must do. `settle` resolves when everything published so far has been heard. */
export function notifierContract(
  name: string,
  makeNotifier: () => { readonly notifier: Notifier; readonly settle: () => Promise<void> },
): void {
  test(`${name}: a subscriber hears of its own library, and of no other`, async () => {
    const { notifier, settle } = makeNotifier()
    const heard: Poke[] = []
    notifier.subscribe(LIBRARY, (poke) => heard.push(poke))
    notifier.publish(OTHER, { epoch: 1, head: 9 })
    notifier.publish(LIBRARY, { epoch: 1, head: 1 })
    await settle()
    assert.deepEqual(heard, [{ epoch: 1, head: 1 }])
  })

  test(`${name}: the last of many pokes is heard by everybody, and not every one costs a call`, async () => {
    const { notifier, settle } = makeNotifier()
    const heard: Poke[][] = [[], []]
    for (const list of heard) notifier.subscribe(LIBRARY, (poke) => list.push(poke))
    for (let head = 1; head <= 100; head++) notifier.publish(LIBRARY, { epoch: 1, head })
    await settle()
    for (const list of heard) {
      assert.deepEqual(list.at(-1), { epoch: 1, head: 100 })
      assert.ok(list.length < 10)
    }
  })

  test(`${name}: a newer epoch outdoes a higher head`, async () => {
    const { notifier, settle } = makeNotifier()
    const heard: Poke[] = []
    notifier.subscribe(LIBRARY, (poke) => heard.push(poke))
    notifier.publish(LIBRARY, { epoch: 1, head: 50 })
    notifier.publish(LIBRARY, { epoch: 2, head: 3 })
    notifier.publish(LIBRARY, { epoch: 1, head: 51 })
    await settle()
    assert.deepEqual(heard.at(-1), { epoch: 2, head: 3 })
  })

  test(`${name}: who has left hears nothing more, and leaving twice is leaving once`, async () => {
    const { notifier, settle } = makeNotifier()
    const heard: Poke[] = []
    const leave = notifier.subscribe(LIBRARY, (poke) => heard.push(poke))
    const stay: Poke[] = []
    notifier.subscribe(LIBRARY, (poke) => stay.push(poke))
    leave()
    leave()
    notifier.publish(LIBRARY, { epoch: 1, head: 1 })
    await settle()
    assert.deepEqual([heard, stay], [[], [{ epoch: 1, head: 1 }]])
  })

  test(`${name}: publishing to nobody is no failure`, async () => {
    const { notifier, settle } = makeNotifier()
    notifier.publish(LIBRARY, { epoch: 1, head: 1 })
    await settle()
  })
}

const LIBRARY = '1'.repeat(32) as LibraryId
const OTHER = '2'.repeat(32) as LibraryId
