import { z } from 'zod'
import { PLACES_ASKED_MAX } from './limits.ts'

/*
 * Names of places, for clients that have no gazetteer of their own, such as a browser. Asked for in a body, never in an address: addresses
 * end up in the logs of proxies, and where somebody was is nobody's business.
 */

/** What is asked about: degrees, WGS 84. */
export const placesQuestionSchema = z.object({
  spots: z
    .array(z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }))
    .min(1)
    .max(PLACES_ASKED_MAX),
})

const nameSchema = z.string().max(200).nullable()

/** What is there, in the order of the question, from near to far; null at sea and in a wilderness without a country. */
export const placesAnswerSchema = z.object({
  places: z
    .array(z.object({ town: nameSchema, region: nameSchema, country: nameSchema }).nullable())
    .max(PLACES_ASKED_MAX),
})
/** See {@link placesAnswerSchema}. */
export type PlacesAnswer = z.infer<typeof placesAnswerSchema>
