// Which eras a server is asked in before it is approved, and that it may refuse the first words for their revision.
import type { Server, ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import type { Remote } from '../../src/core/model/artifact.ts'
import { describeRemote } from '../../src/flows/remote/describe-remote.ts'
import { makeHome, SCRATCH } from '../real/home.ts'
import { type Got, json, resultFor, startRaw } from './raw-server.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answer = (got: Got, response: ServerResponse, count: number) => void
async function started(answer: Answer): Promise<Awaited<ReturnType<typeof startRaw>>> {
  let count = 0
  const raw = await startRaw((got, response) => {
    count += 1
    answer(got, response, count)
  })
  open.push(raw.server)
  return raw
}

const refusing = (got: Got, response: ServerResponse, supported: unknown): void => {
  const error = { code: -32022, message: 'Unsupported protocol version', data: { supported, requested: 'x' } }
  json(response, { jsonrpc: '2.0', id: got.body.id, error }, {}, 400)
}
const asked = ({ url, port }: { readonly url: string; readonly port: number }, only?: 'modern') => {
  const remote: Remote = { kind: 'remote', url, keys: [], authority: null }
  const net = [{ host: '127.0.0.1', port, kind: 'http', address: '127.0.0.1' }] as const
  return describeRemote(
    remote,
    net,
    () => undefined,
    () => undefined,
    only,
  )
}

test('a server that refuses the revision, and names one of ours, is asked again with it', async () => {
  const raw = await started((got, response, count) =>
    count === 1 ? refusing(got, response, ['2026-07-28']) : json(response, resultFor(got)),
  )
  expect(Object.keys(await asked(raw, 'modern'))).toEqual(['modern'])
  expect(raw.got.slice(0, 2).map(({ body }) => body.method)).toEqual(['server/discover', 'server/discover'])
})

test.each([
  ['goes on refusing it', ['2026-07-28'], 2],
  ['names none of ours', ['2031-01-01'], 1],
  ['names none', undefined, 1],
])('one that %s is not asked for ever', async (_, supported, times) => {
  const raw = await started((got, response) => refusing(got, response, supported))
  await expect(asked(raw, 'modern')).rejects.toMatchObject({ code: 'catalogue-unusable' })
  expect(raw.got).toHaveLength(times)
})

test('`approve --era modern` says nothing in the other era, and pins nothing of it', async () => {
  const raw = await started((got, response) => json(response, resultFor(got)))
  const home = makeHome()
  const words = ['--url', raw.url, '--net', `127.0.0.1:${raw.port}`, '--era', 'modern']
  const run = home.spawn('approve', 'wiki', '--yes', ...SCRATCH, ...words)
  let said = ''
  run.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  expect(await new Promise((resolve) => run.once('exit', resolve))).toBe(0)
  expect(said).toMatch(/spoken: modern \(2026-07-28\)\n/)
  expect(raw.got.length).toBeGreaterThan(0)
  expect(raw.got.filter(({ headers }) => headers['mcp-protocol-version'] !== '2026-07-28')).toEqual([])
  await home.remove()
})
