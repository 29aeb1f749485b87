import { planStream } from '../video/needs-stream.ts'
import { openVideo } from '../video/open-video.ts'
import { readVideoTraits } from '../video/read-video-traits.ts'

/** Whether browsers need another version of a video to play it. Rejects with `DecodeFailure` when its headers cannot be read. */
export async function isStreamNeeded(path: string): Promise<boolean> {
  await using open = await openVideo(path)
  return planStream(readVideoTraits(open)).kind !== 'none'
}
