import {
  durableSchema,
  openUploadSchema,
  PART_BYTES,
  PARTS_MAX,
  uploadIdSchema,
  uploadStateSchema,
} from '@rollcall/protocol'
import { z } from 'zod'
import { completeUpload } from '../../uploads/complete-upload.ts'
import { dropUpload } from '../../uploads/drop-upload.ts'
import { openUpload } from '../../uploads/open-upload.ts'
import { readUpload } from '../../uploads/read-upload.ts'
import { takePart } from '../../uploads/take-part.ts'
import { jsonAnswer, problemAnswer } from '../answers.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { BytePorts } from '../server-ports.ts'
import { REFUSES_BYTES } from './blob-routes.ts'

const uploadParams = z.object({ uploadId: uploadIdSchema })
const partParams = uploadParams.extend({
  part: z.coerce
    .number()
    .int()
    .min(0)
    .max(PARTS_MAX - 1),
})

/** Sending a file in parts, which any client can take up again after any interruption. */
export function uploadRoutes(ports: BytePorts): readonly Route[] {
  return [openRoute(ports), readRoute(ports), partRoute(ports), completeRoute(ports), dropRoute(ports)]
}

function openRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'POST',
      path: '/uploads',
      summary:
        'Opens an upload and reserves its room; answers the open one of that hash, or `durable` when it is here',
      body: openUploadSchema,
      answer: { json: z.union([durableSchema, uploadStateSchema]) },
      refuses: ['size_mismatch', 'quota_full', 'too_large_for_quota', 'server_disk_full', 'storage_failed'],
    },
    async ({ body }, { libraryId }) => {
      const opened = await openUpload(ports, { libraryId, ...body })
      if (!opened.ok) return problemAnswer(opened.refusal)
      return jsonAnswer(opened.value, 'durable' in opened.value ? 200 : 201)
    },
  )
}

function readRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/uploads/{uploadId}',
      summary: 'Which parts of an upload are missing',
      params: uploadParams,
      answer: { json: uploadStateSchema },
      refuses: ['upload_expired'],
    },
    ({ params }, { libraryId }) => readUpload(ports, { libraryId, uploadId: params.uploadId }),
  )
}

function partRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'PUT',
      path: '/uploads/{uploadId}/parts/{part}',
      summary: 'Sends a part; sending it again changes nothing',
      params: partParams,
      bytesMax: PART_BYTES,
      answer: { json: uploadStateSchema },
      refuses: ['upload_expired', 'not_found', ...REFUSES_BYTES],
    },
    ({ params, bytes }, { libraryId }) =>
      takePart(ports, { libraryId, ...params, bytes: bytes.length, body: bytes.body }),
  )
}

function completeRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'POST',
      path: '/uploads/{uploadId}/complete',
      summary:
        'Makes an original of an upload whose parts are all here; answers when it is verified [R4] [R14]',
      params: uploadParams,
      answer: { json: durableSchema },
      refuses: ['upload_expired', 'parts_missing', ...REFUSES_BYTES],
    },
    ({ params }, { libraryId, device }) =>
      completeUpload(ports, { libraryId, uploadId: params.uploadId, by: device }),
  )
}

function dropRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'DELETE',
      path: '/uploads/{uploadId}',
      summary: 'Gives an upload up and its room back; giving up what is gone changes nothing',
      params: uploadParams,
      answer: null,
      refuses: [],
    },
    ({ params }, { libraryId }) => dropUpload(ports, { libraryId, uploadId: params.uploadId }),
  )
}
