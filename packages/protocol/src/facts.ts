import { z } from 'zod'

/** Values that a decision rested on, as shown to people and tools. */
export const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
/** See {@link factsSchema}. */
export type Facts = z.infer<typeof factsSchema>
