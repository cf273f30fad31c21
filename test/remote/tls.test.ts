// A remote server behind TLS: who it shows to be decides before a word is said, and what a look at it tells of its key.
import { text as textOf } from 'node:stream/consumers'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeAuthority } from '../identity/authority.ts'
import type { TlsShown } from '../../src/core/model/tls-shown.ts'
import { pinAuthority } from '../../src/flows/remote/authority.ts'
import { makeHome } from '../real/home.ts'
import { json, lineTo, messageOf, META } from './raw-server.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const authority = makeAuthority('wiki authority')
const NAMES = { names: [['dns', 'wiki.example.test']] } as const

async function tlsServer(until?: Date, options: ServerOptions = {}) {
  const { cert, key } = authority.issue({ ...NAMES, ...(until && { until }) })
  let asked = 0
  const closed: Promise<void>[] = []
  const server: Server = createServer({ cert, key, ...options }, (request, response) => {
    asked += 1
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const { id } = JSON.parse(text) as { id: number }
      json(response, { jsonrpc: '2.0', id, result: { host: request.headers.host } })
    })
  })
  server.on('connection', (socket) => {
    closed.push(new Promise((resolve) => socket.once('close', () => resolve())))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => (server.closeAllConnections(), server.close()))
  const home = makeHome()
  open.push(() => home.remove())
  const file = join(home.folder, 'ca.pem')
  writeFileSync(file, authority.cert)
  const { port } = server.address() as AddressInfo
  const net = [{ host: 'wiki.example.test', port, kind: 'tls', address: '127.0.0.1' } as const]
  return {
    url: `https://wiki.example.test:${port}/mcp`,
    port,
    home,
    file,
    pinned: await pinAuthority(file),
    net,
    /** What came to it, once all of it is over. */
    seen: async () => {
      await Promise.all(closed)
      return { connections: closed.length, asked }
    },
  }
}

test('calls pass over TLS to a name whose address was approved, many on one line', async () => {
  const { url, port, pinned, net } = await tlsServer()
  const remote = { kind: 'remote', url, keys: [], authority: pinned } as const
  const line = await lineTo(url, { remote, net })
  open.push(() => line.close())
  for (const id of [1, 2, 3]) await line.say({ id, method: 'tools/call', params: { name: 'a', _meta: META } })
  const answers = [messageOf(await line.next()), messageOf(await line.next()), messageOf(await line.next())]
  expect(answers.map(({ result }) => result)).toEqual(
    Array.from({ length: 3 }, () => ({ host: `wiki.example.test:${port}` })),
  )
})

test.each<[string, { readonly keys?: readonly string[]; readonly anybody?: true }]>([
  ['another key', { keys: [`sha256:${'0'.repeat(64)}`] }],
  ['a certificate that nobody vouches for', { anybody: true }],
])('nothing is said to one with %s', async (_, { keys = [], anybody }) => {
  const { url, pinned, net, seen } = await tlsServer()
  const trusted = anybody === true ? null : pinned
  const line = await lineTo(url, { remote: { kind: 'remote', url, keys, authority: trusted }, net })
  open.push(() => line.close())
  await line.say({ id: 1, method: 'tools/call', params: { name: 'a', _meta: META } })
  await expect(line.next()).rejects.toMatchObject({ code: 'server-untrusted' })
  expect(await seen()).toEqual({ connections: 1, asked: 0 })
})

test('with another file of certificates than was approved nobody is dialled', async () => {
  const { url, file, pinned, net, seen } = await tlsServer()
  writeFileSync(file, makeAuthority('wiki authority').cert)
  const remote = { kind: 'remote', url, keys: [], authority: pinned } as const
  await expect(lineTo(url, { remote, net })).rejects.toMatchObject({ code: 'pin-mismatch' })
  expect(await seen()).toEqual({ connections: 0, asked: 0 })
})

test('what a look at it tells is what it showed, and its key can be held to', async () => {
  const { url, pinned, net } = await tlsServer()
  const shown: TlsShown[] = []
  const remote = { kind: 'remote', url, keys: [], authority: pinned } as const
  const line = await lineTo(url, { remote, net, onTls: (one) => void shown.push(one) })
  open.push(() => line.close())
  await line.say({ id: 1, method: 'tools/call', params: { name: 'a', _meta: META } })
  await line.next()
  expect(shown).toEqual([
    {
      key: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      protocol: 'TLSv1.3',
      suite: 'TLS_AES_256_GCM_SHA384',
      until: expect.any(Number),
    },
  ])
  const held = await lineTo(url, { remote: { ...remote, keys: shown.map(({ key }) => key) }, net })
  open.push(() => held.close())
  await held.say({ id: 1, method: 'tools/call', params: { name: 'a', _meta: META } })
  expect(messageOf(await held.next())).toMatchObject({ id: 1 })
})

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000)
const OLD = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384' } as const

test.each<[string, Date, ServerOptions, string, readonly string[]]>([
  ['what is sound', inDays(30), {}, 'TLSv1.3 with TLS_AES_256_GCM_SHA384', []],
  ['a certificate of 13 days', inDays(13), {}, 'TLSv1.3 with TLS_AES_256_GCM_SHA384', ['certificate-ends-soon']],
  ['a weak cipher suite', inDays(30), OLD, 'TLSv1.2 with TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', ['weak-tls']],
])('who approves it reads how it was reached: %s', async (_, until, options, told, rules) => {
  const { url, port, file, home } = await tlsServer(until, options)
  const words = ['--tls-ca', file, '--net', `wiki.example.test:${port}@127.0.0.1`]
  const approving = home.spawn('approve', 'wiki', '--url', url, ...words)
  approving.stdin!.end()
  const card = (await Promise.all([textOf(approving.stdout!), textOf(approving.stderr!)])).join('')
  const day = until.toISOString().slice(0, 10)
  expect(card).toContain(`tls       ${told}, its certificate is good until ${day}`)
  expect(['certificate-ends-soon', 'weak-tls'].filter((id) => card.includes(id))).toEqual(rules)
})

test.each<[string, Date, number]>([
  ['is good for long', inDays(30), 0],
  ['ends soon', inDays(13), 1],
])('who calls it is told of a certificate that %s', async (_, until, alerts) => {
  const { url, port, file, home } = await tlsServer(until)
  const words = ['--tls-ca', file, '--net', `wiki.example.test:${port}@127.0.0.1`, '--pending-catalogue']
  const approving = home.spawn('approve', 'wiki', '--yes', '--url', url, ...words)
  expect(await textOf(approving.stderr!)).not.toContain('error')
  const run = home.spawn('run', 'wiki')
  run.stdin!.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } })}\n`)
  const [, said] = await Promise.all([textOf(run.stdout!), textOf(run.stderr!)])
  const { stdout } = home.sallyport('log', 'query', '--type', 'alert', '--json')
  const { entries } = JSON.parse(stdout) as { readonly entries: readonly { readonly line: object }[] }
  expect(entries.map(({ line }) => line)).toEqual(
    Array.from({ length: alerts }, () => expect.objectContaining({ kind: 'certificate-ends-soon', server: 'wiki' })),
  )
  expect(said.split('Alert: wiki').length - 1).toBe(alerts)
})
