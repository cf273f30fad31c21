// A remote server behind TLS: who it shows to be decides before a word is said, and what a look at it tells of its key.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeAuthority } from '../identity/authority.ts'
import { pinAuthority } from '../../src/flows/remote/authority.ts'
import { makeHome } from '../real/home.ts'
import { json, lineTo, messageOf, META } from './raw-server.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const authority = makeAuthority('wiki authority')
const NAMES = { names: [['dns', 'wiki.example.test']] } as const

async function tlsServer() {
  const { cert, key } = authority.issue(NAMES)
  let asked = 0
  const closed: Promise<void>[] = []
  const server: Server = createServer({ cert, key }, (request, response) => {
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

test('what a look at it tells is the key that it showed', async () => {
  const { url, pinned, net } = await tlsServer()
  const keys: string[] = []
  const remote = { kind: 'remote', url, keys: [], authority: pinned } as const
  const line = await lineTo(url, { remote, net, onKey: (key) => void keys.push(key) })
  open.push(() => line.close())
  await line.say({ id: 1, method: 'tools/call', params: { name: 'a', _meta: META } })
  await line.next()
  expect(keys).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/)])
  const held = await lineTo(url, { remote: { ...remote, keys }, net })
  open.push(() => held.close())
  await held.say({ id: 1, method: 'tools/call', params: { name: 'a', _meta: META } })
  expect(messageOf(await held.next())).toMatchObject({ id: 1 })
})
