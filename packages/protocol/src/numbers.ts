import { z } from 'zod'

/** A count, a position or a size: a non-negative integer that JavaScript holds exactly. */
export const countSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

/** Milliseconds since 1970-01-01 UTC; negative for photos taken before. */
export const timeSchema = z.number().int().min(-8.64e15).max(8.64e15)
