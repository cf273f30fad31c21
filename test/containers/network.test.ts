// Containers with granted hosts: what such a server reaches through the broker, and that all else stays out of reach.
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planContainer } from '../../src/core/confine/container/plan.ts'
import type { Attempt } from '../../src/core/egress/attempt.ts'
import { bound } from '../../src/core/model/bounds.ts'
import { NO_GRANTS, type NetGrant } from '../../src/core/model/grants.ts'
import { startConfined } from '../../src/flows/start.ts'
import { launchContainer } from '../../src/io/launch/container/launch.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import { countOf } from '../confine/stage.ts'
import { certificateFor } from '../egress/certificate.ts'
import { callLine, opening } from '../real/folder.ts'
import { makeHome, type Home } from '../real/home.ts'
import { makeImage, PODMAN, podman, type Image } from './image.ts'

const HERE = '127.0.0.1'
const isRoot = process.getuid!() === 0
const { key, cert } = certificateFor(['api.granted.test'])
const plain = createServer((request, response) => response.end(`for ${request.headers.host?.split(':')[0]}`))
const secure = createTlsServer({ key, cert }, (request, response) =>
  response.end(`for ${request.headers.host?.split(':')[0]}`),
)
let image: Image
let home: Home
let ca: string

beforeAll(async () => {
  image = makeImage(isRoot)
  home = makeHome()
  ca = join(home.data, 'ca.pem')
  writeFileSync(ca, cert, { mode: 0o644 })
  for (const server of [plain, secure]) await new Promise<void>((resolve) => server.listen(0, HERE, resolve))
})
afterAll(async () => {
  for (const server of [plain, secure]) server.close()
  await home.remove()
  image.remove()
  if (!isRoot) podman('system', 'migrate')
})

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const granted = (host: string, server: Server, kind: NetGrant['kind']): NetGrant => ({
  ...{ host, port: portOf(server), kind, address: HERE },
})
const containers = (): string => podman('ps', '--all', '--quiet', '--filter', `ancestor=${image.id}`)
const requestOf = (words: readonly string[], net: readonly NetGrant[]) =>
  ({
    purpose: 'server',
    argv: [PODMAN, 'run', '-v', `${ca}:/data/ca.pem`, image.id, '/usr/bin/node', ...words],
    roots: [],
    cwd: 'home',
    env: { NODE_EXTRA_CA_CERTS: '/data/ca.pem' },
    grants: { ...NO_GRANTS, net, read: [ca] },
  }) as const
const hostHere = () => gatherHost({ sandboxUid: 61_185, stateFolders: [] })

if (!isRoot) {
  test('a granted host is no way around limits that podman cannot hold here', async () => {
    const grants = [granted('api.granted.test', plain, 'http')]
    const attempt = startConfined(requestOf(['-e', '0'], grants), await hostHere(), undefined, {
      onAttempt: () => undefined,
    })
    await expect(attempt).rejects.toMatchObject({
      code: expect.stringMatching(/^(confinement-unproven|backend-forbidden)$/) as string,
    })
    expect(containers()).toBe('')
  })
}

if (isRoot) {
  type Tried = { said: unknown[]; attempts: readonly Attempt[]; proofs: readonly string[] }
  const running = async (
    words: readonly string[],
    net: readonly NetGrant[],
    names: Record<string, string[]> = {},
  ): Promise<Tried> => {
    const attempts: Attempt[] = []
    const confined = await startConfined(requestOf(words, net), await hostHere(), undefined, {
      onAttempt: (attempt) => void attempts.push(attempt),
      resolve: async (name) => names[name] ?? [],
    })
    const said = await text(confined.stdout)
    await confined.exited
    if (said === '') throw new Error(confined.stderrTail())
    return { said: JSON.parse(said) as unknown[], attempts, proofs: confined.proofs }
  }
  const trying = (tries: readonly (readonly unknown[])[], net: readonly NetGrant[], names = {}): Promise<Tried> =>
    running(['/app/client.mjs', JSON.stringify(tries)], net, names)
  const denials = (attempts: readonly Attempt[]): string[] =>
    attempts.filter(({ verdict }) => verdict === 'deny').map(({ host, reason }) => `${host}: ${reason}`)

  describe('a container with granted hosts', () => {
    test('reaches them end to end, and its bytes are told', async () => {
      const [secured, bare] = [granted('api.granted.test', secure, 'tls'), granted('plain.granted.test', plain, 'http')]
      const { said, attempts, proofs } = await trying(
        [
          ['fetch', `https://api.granted.test:${secured.port}/`],
          ['fetch', `http://plain.granted.test:${bare.port}/`],
          ['lookup', 'localhost'],
        ],
        [secured, bare],
      )
      expect(said).toEqual(['for api.granted.test', 'for plain.granted.test', expect.arrayContaining([HERE])])
      expect(attempts.map(({ host, verdict }) => `${verdict} ${host}`).toSorted()).toEqual([
        'allow api.granted.test',
        'allow plain.granted.test',
        'closed api.granted.test',
        'closed plain.granted.test',
      ])
      for (const { up, down } of attempts.filter(({ verdict }) => verdict === 'closed')) {
        expect(Math.min(up, down)).toBeGreaterThan(100)
      }
      expect(proofs.slice(-2)).toEqual([
        'its network is the one that the broker serves',
        'a name that is not granted does not resolve',
      ])
    })

    test('cannot resolve any other name, and each try is told', async () => {
      const { said, attempts } = await trying(
        [
          ['lookup', 'stolen-words.evil.test'],
          ['resolve', 'stolen-words.evil.test', 'TXT'],
          ['elsewhere', '8.8.8.8', 'stolen-words.evil.test'],
          ['lookup', 'api.granted.test'],
        ],
        [granted('api.granted.test', plain, 'http')],
      )
      expect(said).toEqual([
        'refused ENOTFOUND',
        'refused ENOTFOUND',
        expect.stringMatching(/^refused (ECONNREFUSED|ETIMEOUT)$/),
        ['198.18.0.1'],
      ])
      expect(new Set(denials(attempts))).toEqual(new Set(['stolen-words.evil.test: this name is not granted']))
    })

    test('cannot reach an address or a port that is not granted, though it is live outside', async () => {
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
          ['tcp', host, portOf(secure), 'x'],
          ['tcp', HERE, port, 'x'],
          ['tcp', '198.18.77.77', port, 'x'],
        ],
        [granted(host, plain, 'http')],
      )
      expect(said).toEqual([
        'refused ECONNREFUSED',
        'refused ENETUNREACH',
        'refused ENETUNREACH',
        'refused ECONNREFUSED',
        'refused ECONNRESET',
        'refused ECONNRESET',
      ])
      expect(denials(attempts)).toEqual([
        '127.0.0.1: no granted name has this address',
        '198.18.77.77: no granted name has this address',
      ])
    })

    test('must ask a granted host for that host', async () => {
      const [secured, bare] = [granted('api.granted.test', secure, 'tls'), granted('plain.granted.test', plain, 'http')]
      const at = ['api.granted.test', secured.port] as const
      const { said, attempts } = await trying(
        [
          ['tls', ...at, 'api.granted.test'],
          ['tls', ...at, 'evil.test'],
          ['tls', ...at, ''],
          ['fetch', `http://plain.granted.test:${bare.port}/`, { method: 'POST', body: 'x' }],
        ],
        [secured, { ...bare, methods: ['GET'] }],
      )
      expect(said[0]).toMatch(/^HTTP\/1\.1/)
      expect(denials(attempts)).toEqual([
        'api.granted.test: the TLS hello names another host: evil.test',
        'api.granted.test: the TLS hello names no host',
        'plain.granted.test: the method POST is not granted',
      ])
    })

    test('is refused a granted name that leads to a private address', async () => {
      const net: NetGrant[] = [{ host: 'turned.granted.test', port: portOf(plain), kind: 'http' }]
      const { attempts } = await trying([['fetch', `http://turned.granted.test:${portOf(plain)}/`]], net, {
        'turned.granted.test': [HERE],
      })
      expect(denials(attempts)).toEqual([expect.stringContaining('which is not public (loopback)')])
    })

    test('has the connections of its quota, and no more', async () => {
      const net = granted('api.granted.test', plain, 'tcp')
      const most = bound('egress-host-connections')
      const crowd = `
        const { connect } = require('node:net')
        let [open, refused] = [0, 0]
        const done = () => {
          if (open + refused < ${most + 5}) return
          process.stdout.write(JSON.stringify([refused]), () => process.exit(0))
        }
        const one = () => {
          const socket = connect(${net.port}, 'api.granted.test')
          let isRefused = false
          socket.on('error', () => (isRefused = true)).on('close', () => ((refused += 1), done()))
          socket.on('connect', () => setTimeout(() => isRefused || ((open += 1), done()), 2_000))
        }
        for (let i = 0; i < ${most + 5}; i += 1) one()`
      const { said, attempts } = await running(['-e', crowd], [net])
      expect(said).toEqual([5])
      expect(denials(attempts)).toEqual(Array(5).fill('api.granted.test: too many connections to this host'))
    })

    test('is not started in another network than the one that was opened', async () => {
      const host = await hostHere()
      const answer = planContainer(requestOf(['-e', '0'], [granted('api.granted.test', plain, 'http')]), host)
      if (!answer.ok) throw new Error(answer.message)
      // A network of its own, in which everything works: only it is not that of the container.
      const network = {
        ...answer.plan.network!,
        nsenter: '/usr/bin/bwrap',
        spaces: [],
        options: ['--unshare-net', '--dev-bind', '/', '/'],
      }
      let isOpen = false
      const failure = launchContainer(
        { ...answer.plan, network },
        {
          serve: ({ names, ports }) => {
            isOpen = true
            return () => {
              isOpen = false
              names.close()
              for (const server of ports.values()) server.close()
            }
          },
        },
      )
      await expect(failure).rejects.toMatchObject({
        code: 'confinement-unproven',
        message: expect.stringContaining('its network is not the one in which its granted hosts were opened') as string,
      })
      expect([isOpen, containers()]).toEqual([false, ''])
    })

    test('leaves nothing whenever its guard is killed while it starts', async () => {
      const port = portOf(secure)
      const net = ['--net', `api.granted.test:${port}/tcp@${HERE}`]
      for (let delay = 100; delay <= 800; delay += 100) {
        const run = home.spawn('run', '--trust-once', ...net, '--', ...command('/app/server.mjs'))
        await sleep(delay)
        run.kill('SIGKILL')
        await once(run, 'exit')
      }
      // By its ports: what enters a network and opens it.
      const left = () => [containers(), countOf(`[53,${port}]`)]
      await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual(['', 0])
    })

    test.each([
      ['no port', 'api.example', 'want HOST:PORT'],
      ['an address', '192.0.2.1:443', 'only names are granted'],
      ['a public suffix', '*.com:443', 'anybody can register'],
      ['a method without /http', 'api.example:443/tcp:GET', 'methods and paths'],
      ['a port twice', 'api.example:443 api.example:443/tcp', 'granted twice'],
    ])('is not approved with %s', (_, words, why) => {
      const net = words.split(' ').flatMap((word) => ['--net', word])
      const asked = home.sallyport('approve', 'odd', '--yes', ...net, '--', ...command('/app/server.mjs'))
      expect(`${asked.status} ${asked.stderr}`).toContain(why)
      expect(asked.status).toBe(2)
    })

    test.each(['host', 'bridge', 'container:other'])('takes no network of its command: --network %s', (network) => {
      const words = ['docker', 'run', '-i', '--network', network, image.name, '/usr/bin/node', '/app/server.mjs']
      const asked = home.sallyport('scan', '--', ...words)
      expect(`${asked.status} ${asked.stdout}`).toMatch(/^2 .*what it may reach is granted with --net/s)
    })

    const command = (...words: string[]) => ['docker', 'run', '-i', image.name, '/usr/bin/node', ...words]

    test('is approved, asked and on record like any other, and leaves nothing when its guard is killed', async () => {
      const port = portOf(plain)
      const net = ['--net', `api.granted.test:${port}/http@${HERE}`]
      const words = command('/app/beacon.mjs', `http://api.granted.test:${port}/`, 'label')
      const asked = home.sallyport('approve', 'boxed', ...net, '--yes', '--accept', 'plain-http', '--', ...words)
      expect(`${asked.status} ${asked.stderr}`).toMatch(/^0 /)
      expect(asked.stdout).toContain(`"api.granted.test" port ${port}, which is "${HERE}"`)
      const run = home.spawn('run', 'boxed')
      let said = ''
      run.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()))
      run.stdin!.write(opening() + callLine(1, 'fetch'))
      run.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
      await expect.poll(() => said, { timeout: 30_000 }).toContain('for api.granted.test')
      const attempts = () => home.sallyport('log', 'query', '--server', 'boxed', '--type', 'egress').stdout
      await expect.poll(attempts, { timeout: 20_000 }).toContain('label.evil.test')
      expect(attempts()).toContain('api.granted.test')

      const pid = Number(podman('inspect', '--format', '{{.State.Pid}}', containers()))
      run.kill('SIGKILL')
      await once(run, 'exit')
      await expect.poll(() => [existsSync(`/proc/${pid}`), containers()], { timeout: 10_000 }).toEqual([false, ''])
      // Nor what entered its network.
      expect(countOf(`/proc/${pid}/ns/net`)).toBe(0)
    })
  })
}
