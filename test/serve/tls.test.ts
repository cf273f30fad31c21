// TLS before the built program: what is shown, what is refused, and a renewal while calls are under way.
import { chmodSync, rmSync, symlinkSync } from 'node:fs'
import { Agent } from 'node:https'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import { makeAuthority } from '../identity/authority.ts'
import { callOf, closeServing, forget, INITIALIZE, type Served, speak, startServing, witnessHome } from './place.ts'
import { ask, echo, LOCAL, TlsPlace } from './tls-place.ts'

let served: Served
let place: TlsPlace
let trusting: { ca: string; headers: Record<string, string> }
beforeAll(async () => {
  const home = witnessHome()
  place = new TlsPlace(home)
  place.config()
  served = await startServing(home, '--listen', '0.0.0.0:0')
  trusting = { ca: place.gateway.cert, headers: { authorization: `Bearer ${served.token}` } }
})
afterAll(() => closeServing(served))

/** What a client of this kind is told by the handshake: the version that was agreed, or why there is none. */
function handshake(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: '127.0.0.1', port: served.port, ca: place.gateway.cert, ...options }, () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
      socket.destroy()
    })
    socket.on('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message))
  })
}

test('beyond loopback it serves by TLS, and by nothing else', async () => {
  expect(await echo(served.port, trusting, 'secret words')).toBe('secret words')
  expect(served.said()).toContain('Listening on https://0.0.0.0:')
  forget(served)
  const heard = await speak(served.port, 'POST /s/witness/mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n\r\n')
  expect([heard.includes('HTTP/1.1 2'), served.witnessed()]).toEqual([false, []])
  expect(served.faults()).toContain('http-tls-missing')
})

test.each<[string, ConnectionOptions, RegExp, string?]>([
  ['TLS 1.3', {}, /^TLSv1\.3 /],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }, /^TLSv1\.2 ECDHE-.*(GCM|CHACHA20)/],
  [
    'TLS 1.1',
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
    /ALERT_PROTOCOL_VERSION/,
    'http-tls-version',
  ],
  [
    'TLS 1.2 without forward secrecy',
    { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
    /ALERT_HANDSHAKE_FAILURE/,
    'http-tls-suite',
  ],
  [
    'TLS 1.2 with CBC',
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' },
    /ALERT_HANDSHAKE_FAILURE/,
    'http-tls-suite',
  ],
])('%s', async (_, options, agreed, fault) => {
  const before = served.faults().length
  expect(await handshake(options)).toMatch(agreed)
  const faults = fault === undefined ? [] : [fault]
  await until(() => served.faults().length >= before + faults.length)
  expect(served.faults().slice(before)).toEqual(faults)
})

test.each<[string, string, number]>([
  ['a name of the certificate', 'gateway.example:443', 200],
  ['an address of the certificate', '127.0.0.1', 200],
  ['a name of nobody', 'evil.example', 403],
])('asked as %s', async (_, host, status) => {
  const headers = { ...trusting.headers, host }
  const checkServerIdentity = (): undefined => undefined
  expect((await ask(served.port, { ...trusting, headers, checkServerIdentity }, INITIALIZE)).status).toBe(status)
})

test('a certificate that is renewed counts from the next connection on, and no call is lost', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const opened = await ask(served.port, { ...trusting, agent }, INITIALIZE)
  const headers = { ...trusting.headers, 'mcp-session-id': opened.headers['mcp-session-id']! }
  await ask(served.port, { ...trusting, agent, headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  const waiting = ask(served.port, { ...trusting, agent, headers }, callOf(7, 'wait', { count: 4_000 }))
  await until(() => served.witnessed().some((line) => line.includes('"wait"')))
  const other = makeAuthority('another')
  place.show(other.issue(LOCAL))
  expect(await until(() => served.said().includes('are in force from the next connection on'), 10_000)).toBe(true)
  expect(await echo(served.port, { ...trusting, ca: other.cert }, 'renewed')).toBe('renewed')
  await expect(echo(served.port, trusting, 'old')).rejects.toThrow(/certificate/)
  expect((await waiting).text).toContain('wait done')
  expect((await ask(served.port, { ...trusting, agent, headers }, callOf(8, 'echo', { text: 'same' }))).text).toContain(
    'same',
  )
  agent.destroy()
  place.show(place.gateway.issue(LOCAL))
  await until(() => served.said().split('are in force').length === 3, 10_000)
})

describe('a changed file that is not sound leaves the one before in force, with an alert', () => {
  const alerts = (): string => served.home.sallyport('log', 'query', '--json', '--type', 'alert').stdout
  test.each<[string, () => void, string]>([
    [
      'a key of another certificate',
      () => place.put('gateway.key', place.gateway.issue(LOCAL).key),
      'is not the key of the certificate',
    ],
    [
      'half a certificate',
      () => place.put('gateway.pem', '-----BEGIN CERTIFICATE-----\nMIIB'),
      'holds no certificate in PEM',
    ],
    [
      'one that is over',
      () => place.show(place.gateway.issue({ ...LOCAL, until: new Date(Date.now() - 1_000) })),
      'is over',
    ],
    ['a key that others can read', () => chmodSync(place.path('gateway.key'), 0o644), 'can be read by others'],
  ])('%s', async (_, spoil, why) => {
    spoil()
    expect(await until(() => served.said().includes(why), 10_000)).toBe(true)
    expect(await until(() => alerts().includes(why))).toBe(true)
    expect(alerts()).toContain('certificate-not-taken')
    expect(await echo(served.port, trusting, 'still here')).toBe('still here')
    chmodSync(place.path('gateway.key'), 0o600)
    place.show(place.gateway.issue(LOCAL))
    const count = served.said().split('are in force').length
    await until(() => served.said().split('are in force').length > count, 10_000)
  })
})

describe('what cannot be served by is refused before anything listens', () => {
  test.each<[string, (files: TlsPlace) => void, RegExp]>([
    ['no key', (files) => files.put('gateway.key', 'nothing'), /gateway\.key" holds no private key\n/],
    [
      'an encrypted key',
      (files) => files.put('gateway.key', ['-----BEGIN ENCRYPTED', ' PRIVATE KEY-----'].join('')),
      /is encrypted/,
    ],
    [
      'a key that others can read',
      (files) => chmodSync(files.path('gateway.key'), 0o640),
      /can be read by others.*\n.*chmod 600/,
    ],
    ['a certificate that is over', (files) => files.show(files.gateway.issue({ until: new Date(0) })), /is over/],
    [
      'a certificate of a client for an authority',
      (files) => files.put('ca.pem', files.team.issue({}).cert),
      /none of an authority/,
    ],
    [
      'a list that is none',
      (files) => files.put('revoked.txt', '# mine\n12:ab\nadas laptop\n'),
      /holds no serial number at line 3/,
    ],
  ])('%s', (_, spoil, why) => {
    const home = witnessHome()
    const files = new TlsPlace(home)
    files.config([`ca: ${files.path('ca.pem')}`, `revoked: ${files.path('revoked.txt')}`, 'user: cn'])
    spoil(files)
    const { status, stderr } = home.sallyport('serve', '--listen', '127.0.0.1:0')
    expect([status, stderr]).toEqual([2, expect.stringMatching(why)])
    return home.remove()
  })

  test('a certificate and key behind links are read where they lie', async () => {
    const home = witnessHome()
    const files = new TlsPlace(home)
    const { cert, key } = files.gateway.issue(LOCAL)
    for (const [name, text] of [
      ['pem', cert],
      ['key', key],
    ] as const) {
      files.put(`real.${name}`, text)
      rmSync(files.path(`gateway.${name}`))
      symlinkSync(files.path(`real.${name}`), files.path(`gateway.${name}`))
    }
    files.config()
    const linked = await startServing(home)
    expect((await ask(linked.port, { ca: files.gateway.cert }, null, '/healthz')).status).toBe(200)
    await closeServing(linked)
  })
})
