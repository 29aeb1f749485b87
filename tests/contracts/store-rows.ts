import assert from 'node:assert/strict'
import type { Asset, AssetId, ClientId, DeviceId, Sha256 } from '@rollcall/protocol'
import type { LibraryWriter, NewAccount, Store } from '@rollcall/server'

/* Rows for the contract of a store: whatever belongs to one index has ids, hashes and names of its own. */

/** Claims about a store, each with what proves it on a fresh one. */
export type StoreCases = Readonly<Record<string, (store: Store) => Promise<void>>>

export const CLIENT = hex(3) as ClientId
export const DEVICE = hex(4) as DeviceId

export function hex(index: number): string {
  return index.toString(16).padStart(32, '0')
}

export function sha(index: number): Sha256 {
  return index.toString(16).padStart(64, '0') as Sha256
}

export function assetId(index: number): AssetId {
  return hex(index) as AssetId
}

export function asset(index: number, at: { readonly seq: number }): Asset {
  const file = { name: `IMG_${index}.JPG`, mime: 'image/jpeg', bytes: 5, modifiedAt: 0 }
  return {
    id: assetId(index),
    no: index,
    seq: at.seq,
    kind: 'photo',
    primarySha256: sha(index),
    takenAt: 0,
    takenFrom: 'file_time',
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: [{ ...file, role: 'still', sha256: sha(index), state: 'present' }],
    edits: {},
  }
}

export function putAsset(writer: LibraryWriter, index: number): void {
  writer.putAsset({ ...asset(index, { seq: writer.nextSeq() }), no: writer.nextNo() })
}

export async function newLibrary(store: Store): Promise<NewAccount> {
  const account = newAccount((await store.accounts.list()).length + 1000)
  assert.ok(await store.accounts.create(account))
  return account
}

export function newAccount(index: number): NewAccount {
  return {
    accountId: hex(index) as NewAccount['accountId'],
    name: `account ${index}`,
    passwordHash: 'hash',
    isOwner: false,
    libraryId: hex(index + 0x10000) as NewAccount['libraryId'],
    idKey: sha(index),
    quotaBytes: null,
    now: index,
  }
}
