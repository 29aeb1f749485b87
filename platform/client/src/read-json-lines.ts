import { blocksOf } from './blocks-of.ts'
import { ServerAway } from './server-away.ts'

/** The longest line that is read, characters. */
const LINE_MAX = 1024 * 1024

/** What checks a line. */
interface LineSchema<Line> {
  readonly safeParse: (value: unknown) => { success: true; data: Line } | { success: false }
}

/**
 * Lines of newline-delimited JSON, read and checked as they come; one at a time is held. Rejects with {@link ServerAway}: the answer
 * broke off, or is in a form that this Rollcall does not know.
 */
export async function* readJsonLines<Line>(
  response: Response,
  schema: LineSchema<Line>,
): AsyncGenerator<Line, void> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const block of blocksOf(response)) {
      const lines = (rest + decoder.decode(block, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LINE_MAX) throw unknownForm()
      for (const line of lines) yield parse(line, schema)
    }
  } catch (error) {
    throw ServerAway.from(error, null)
  }
  if (rest !== '') yield parse(rest, schema)
}

function parse<Line>(text: string, schema: LineSchema<Line>): Line {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ServerAway('server_unreachable', { failure: 'its answer broke off' }, { cause })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw unknownForm()
  return parsed.data
}

function unknownForm(): ServerAway {
  return new ServerAway('server_too_old', {
    failure: 'it answers in a form that this Rollcall does not know',
  })
}
