// Dialling a remote server: which address, and who it shows to be. Real sockets and certificates made at run time, on loopback.
import { createHash, X509Certificate } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer as createTcp, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createServer as createTls, type TlsOptions } from 'node:tls'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { makeAuthority } from '../../../test/identity/authority.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import { dial, type DialParts } from './dial.ts'

const open: Server[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
  vi.unstubAllEnvs()
})

async function listening(server: Server): Promise<{ readonly port: number; readonly count: () => number }> {
  const seen = { count: 0 }
  open.push(server)
  server.on('connection', () => (seen.count += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, count: () => seen.count }
}

const parts = (port: number, more: Partial<DialParts> = {}): DialParts => ({
  at: { host: 'wiki.example.test', port, isTls: false },
  net: [],
  keys: [],
  authority: null,
  resolve: async () => ['127.0.0.1'],
  patienceMs: 5_000,
  ...more,
})
const grant = (port: number, host = 'wiki.example.test', address = '127.0.0.1'): NetGrant => ({
  host,
  port,
  kind: 'tls',
  address,
})

test.each<[string, readonly string[]]>([
  ['this machine', ['127.0.0.1']],
  ['its other address', ['::1']],
  ['a private address', ['10.0.0.1']],
  ['the service of keys of a cloud', ['169.254.169.254']],
  ['an address that hides one', ['::ffff:127.0.0.1']],
  ['a public address beside a private one', ['93.184.216.34', '127.0.0.1']],
])('a name that leads to %s is not dialled', async (_, answers) => {
  const { port, count } = await listening(createTcp())
  await expect(dial(parts(port, { resolve: async () => answers }))).rejects.toMatchObject({ code: 'server-untrusted' })
  expect(count()).toBe(0)
})

test.each(['127.0.0.1', '169.254.169.254', '10.1.2.3', '::1'])('nor is %s written as such', async (host) => {
  const { port, count } = await listening(createTcp())
  await expect(dial(parts(port, { at: { host, port, isTls: true } }))).rejects.toMatchObject({
    code: 'server-untrusted',
  })
  expect(count()).toBe(0)
})

test('the name is looked up once for a connection, and never where its address was approved', async () => {
  let asked = 0
  const { port } = await listening(createTcp())
  const resolve = async (): Promise<string[]> => {
    asked += 1
    // Rebinding: public while it is checked, this machine afterwards.
    return asked === 1 ? ['198.51.100.1'] : ['127.0.0.1']
  }
  await expect(dial(parts(port, { resolve }))).rejects.toThrow()
  const looked = asked
  const socket = await dial(parts(port, { resolve, net: [grant(port)] }))
  expect([looked, asked, socket.remoteAddress]).toEqual([1, 1, '127.0.0.1'])
  socket.destroy()
})

test('an approved address counts for its own host and port alone', async () => {
  const { port, count } = await listening(createTcp())
  for (const net of [[grant(port + 1)], [grant(port, 'other.example.test')]]) {
    await expect(dial(parts(port, { net }))).rejects.toMatchObject({ code: 'server-untrusted' })
  }
  expect(count()).toBe(0)
})

test('plain http goes to this machine alone, whatever was approved', async () => {
  await expect(dial(parts(80, { net: [grant(80, 'wiki.example.test', '10.0.0.1')] }))).rejects.toThrow(
    'http would let anybody',
  )
})

test('one that says nothing is given up', async () => {
  const { port } = await listening(createTcp())
  const at = { host: 'wiki.example.test', port, isTls: true }
  await expect(dial(parts(port, { at, net: [grant(port)], patienceMs: 200 }))).rejects.toThrow('did not answer in time')
})

test('an address that comes too late is not dialled', async () => {
  let opened = 0
  const onSocket = (): void => void (opened += 1)
  subscribe('net.client.socket', onSocket)
  const late = Promise.withResolvers<string[]>()
  const at = { host: 'wiki.example.test', port: 443, isTls: true }
  await expect(dial(parts(443, { at, resolve: () => late.promise, patienceMs: 50 }))).rejects.toThrow('in time')
  late.resolve(['93.184.216.34'])
  await setImmediate()
  unsubscribe('net.client.socket', onSocket)
  expect(opened).toBe(0)
})

const authority = makeAuthority('wiki authority')
const NAMES = { names: [['dns', 'wiki.example.test']] } as const

async function tlsServer(options: TlsOptions = {}, issued = authority.issue(NAMES)) {
  const server = createTls({ cert: issued.cert, key: issued.key, ...options })
  server.on('tlsClientError', () => undefined)
  const { port } = await listening(server)
  const spki = new X509Certificate(issued.cert).publicKey.export({ type: 'spki', format: 'der' })
  const key = `sha256:${createHash('sha256').update(spki).digest('hex')}`
  const tls = (more: Partial<DialParts> = {}): Promise<unknown> =>
    dial(
      parts(port, {
        at: { host: 'wiki.example.test', port, isTls: true },
        net: [grant(port)],
        authority: authority.cert,
        ...more,
      }),
    ).then((socket) => void socket.destroy())
  return { tls, key }
}

test('one whose certificate and key are those that were approved is talked to', async () => {
  const { tls, key } = await tlsServer()
  await expect(tls()).resolves.toBeUndefined()
  await expect(tls({ keys: [`sha256:${'0'.repeat(64)}`, key] })).resolves.toBeUndefined()
})

test.each<[string, (server: Awaited<ReturnType<typeof tlsServer>>) => Promise<unknown>]>([
  ['has another key than was approved', ({ tls }) => tls({ keys: [`sha256:${'0'.repeat(64)}`] })],
  ['nobody vouches for', ({ tls }) => tls({ authority: null })],
  ['another authority vouches for', ({ tls }) => tls({ authority: makeAuthority('other').cert })],
])('one that %s is not', async (_, act) => {
  await expect(act(await tlsServer())).rejects.toMatchObject({ code: 'server-untrusted' })
})

test('a variable of this process changes nothing of that', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  const { tls } = await tlsServer()
  await expect(tls({ authority: null })).rejects.toMatchObject({ code: 'server-untrusted' })
})

test.each<[string, Parameters<typeof tlsServer>]>([
  ['of another name', [{}, authority.issue({ names: [['dns', 'other.example.test']] })]],
  ['that is over', [{}, authority.issue({ ...NAMES, until: new Date(Date.now() - 1_000) })]],
])('nor is one with a certificate %s', async (_, made) => {
  const { tls } = await tlsServer(...made)
  await expect(tls()).rejects.toMatchObject({ code: 'server-untrusted' })
})

test('TLS below 1.2 is refused', async () => {
  const { tls } = await tlsServer({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
  await expect(tls()).rejects.toThrow(/certificate does not hold|cannot be reached/)
})
