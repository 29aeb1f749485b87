import type { BatchId, ClientId } from '@rollcall/protocol'

/** 2^128 divided by the golden ratio, made odd: every place in a line leads to an id of its own. */
const STRIDE = 0x9e3779b97f4a7c15f39cc0605cedc835n

const ID_BITS = 128

/**
 * The id of a batch that nobody named, out of the client's id and the place `n` of its first mutation in the client's line: their sum, `n`
 * counted in strides, modulo 2^128. Both sides of the wire can work it out, and no two places of a line give the same.
 */
export function batchIdOf(clientId: ClientId, n: number): BatchId {
  const id = BigInt.asUintN(ID_BITS, BigInt(`0x${clientId}`) + BigInt(n) * STRIDE)
  return id.toString(16).padStart(ID_BITS / 4, '0') as BatchId
}
