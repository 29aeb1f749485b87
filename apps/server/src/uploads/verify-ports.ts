import type { UploadPorts } from './upload-ports.ts'

/** What reading stored bytes back needs of the world. */
export type VerifyPorts = Pick<UploadPorts, 'store' | 'blobs' | 'notifier' | 'clock'>
