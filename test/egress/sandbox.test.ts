// What a confined server reaches when hosts were granted to it, and that everything else stays out of reach and on record.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import { CALLERS, setStage, type Stage } from '../confine/stage.ts'

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  const sink = createServer((request, response) => response.end(`for ${request.headers.host}`))
  beforeAll(async () => {
    stage = setStage(caller)
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    stage.clear()
    sink.close()
  })

  test('a granted host is reached, and the attempt and its bytes are told', async () => {
    const { port } = sink.address() as AddressInfo
    const host = 'api.granted.test'
    const script = `fetch('http://${host}:${port}/').then((answer) => answer.text()).then(console.log)`
    const told = await stage.start({
      names: {},
      request: stage.request({
        argv: [stage.node, '-e', script],
        grants: { ...NO_GRANTS, net: [{ host, port, kind: 'http', address: '127.0.0.1' }] },
      }),
    }).told
    expect(told.stdout).toBe(`for ${host}:${port}\n`)
    expect(told.launched!.proofs).toContain('a name that is not granted does not resolve')
    expect(told.attempts).toMatchObject([
      { host, port, verdict: 'allow', reason: 'granted as http' },
      { host, port, verdict: 'closed', reason: 'it ended' },
    ])
    expect(told.attempts![1]!.up).toBeGreaterThan(100)
    expect(told.attempts![1]!.down).toBeGreaterThan(100)
  })
})
