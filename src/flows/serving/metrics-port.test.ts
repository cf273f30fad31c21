import { expect, test } from 'vitest'
import { Meter } from '../../core/telemetry/meter.ts'
import { openMetrics } from './metrics-port.ts'
import { Readiness } from './readiness.ts'

test('what breaks while metrics are gathered is told here, and not to who asks', async () => {
  const failed: unknown[] = []
  const broken = new Error('a count is gone')
  const world = { settings: async () => null, approvals: async () => null, issuer: async () => true }
  const more = { certificate: () => true, evidence: '/', now: () => 0, explain: () => undefined }
  const port = await openMetrics({
    listen: { host: '127.0.0.1', port: 0 },
    ...{ token: 'a'.repeat(43), secure: null, hosts: () => ['127.0.0.1'], meter: new Meter() },
    readiness: new Readiness({ isEnding: () => false, ...world, ...more }),
    gather: () => {
      throw broken
    },
    refused: () => undefined,
    fail: (cause) => void failed.push(cause),
  })
  const answer = await fetch(`${port.address}/metrics`, { headers: { authorization: `Bearer ${'a'.repeat(43)}` } })
  expect([answer.status, (await answer.text()).includes('gone'), failed]).toEqual([500, false, [broken]])
  await port.close()
})
