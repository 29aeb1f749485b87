import { deviceIdSchema } from '@rollcall/protocol'

/** The device that a test is about. */
export const SAMPLE_DEVICE_ID = deviceIdSchema.parse('d'.repeat(32))
