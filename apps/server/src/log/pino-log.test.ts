import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPinoLog } from './pino-log.ts'

test('createPinoLog() strikes out secrets, keeps causes, and leaves out what is below its level', () => {
  const lines: string[] = []
  const log = createPinoLog('info', { write: (line) => void lines.push(line) })
  log.debug('small talk')
  log.info('device signed in', {
    token: 'rc_secret',
    request: { authorization: 'Bearer rc_secret', path: '/' },
  })
  log.error('a request failed', { cause: new Error('broken') })
  assert.equal(lines.length, 2)
  assert.doesNotMatch(lines.join(''), /rc_secret/)
  assert.match(lines[0] ?? '', /"msg":"device signed in"/)
  assert.match(lines[1] ?? '', /broken/)
})
