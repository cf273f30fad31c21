// Every way in which we reach somebody by TLS, with the variable that tells Node to believe anybody.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askWebhook } from '../../src/io/ask/webhook.ts'
import { dial } from '../../src/io/egress/dial.ts'
import { fetchDocument } from '../../src/io/identity/document.ts'
import { fetchFrom } from '../../src/io/identity/fetch.ts'
import { download } from '../../src/io/source/download/download.ts'
import { Collector } from '../../src/io/telemetry/collector.ts'
import { downloadWorld } from '../samples/download-world.ts'
import { certificateFor } from './certificate.ts'

let server: Server
let folder: string
let asked = 0
beforeEach(async () => {
  asked = 0
  folder = mkdtempSync(join(tmpdir(), 'sallyport-unverified-'))
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  server = createServer(certificateFor(['localhost']), (_, response) => {
    asked += 1
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const world = downloadWorld([], { whyNot: () => null })

async function collected(endpoint: string): Promise<string | null> {
  const told = Promise.withResolvers<string | null>()
  const collector = new Collector({ endpoint, version: '1', changed: told.resolve })
  const span = {
    traceId: '0'.repeat(32),
    spanId: '1'.repeat(16),
    parentId: null,
    name: 'a call',
    kind: 'server',
  } as const
  collector.offer({ ...span, from: 0, to: 1, attributes: {}, isError: false })
  await collector.close()
  return await told.promise
}

test.each<[string, (port: number) => Promise<unknown>, string]>([
  [
    'a remote server',
    (port) =>
      dial({
        at: { host: 'localhost', port, isTls: true },
        net: [{ host: 'localhost', port, kind: 'tls', address: '127.0.0.1' }],
        keys: [],
        authority: null,
        resolve: async () => [],
        patienceMs: 20_000,
      }),
    'certificate does not hold',
  ],
  [
    'a registry',
    (port) => download(`https://files.test:${port}/a`, join(folder, 'a'), world),
    'its certificate is not trusted',
  ],
  ['an issuer', (port) => fetchDocument(`https://localhost:${port}/a`), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['an issuer of tokens', (port) => fetchFrom(`https://localhost:${port}/token`, { method: 'POST' }), 'fetch failed'],
])('%s that nobody vouches for is not talked to', async (_, reach, why) => {
  await expect(reach((server.address() as AddressInfo).port)).rejects.toThrow(why)
  expect(asked).toBe(0)
})

test.each<[string, (url: string) => Promise<unknown>, unknown]>([
  [
    'a webhook for questions',
    (url) => askWebhook({ url: new URL(url), header: {}, body: null, over: AbortSignal.timeout(20_000) }),
    { kind: 'none', why: 'it cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)' },
  ],
  ['a collector of traces', collected, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])('%s that nobody vouches for is not told', async (_, reach, told) => {
  expect(await reach(`https://localhost:${(server.address() as AddressInfo).port}/`)).toEqual(told)
  expect(asked).toBe(0)
})
