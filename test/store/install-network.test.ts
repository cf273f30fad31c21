// What an installation can reach: the registries of the configuration, and nothing else, whatever a package asks for.
import { execFile } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer, request as ask } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Failure } from '../../src/core/model/failure.ts'
import { runInstall } from '../../src/flows/resolve/install.ts'
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { npmFolder } from '../../src/io/source/npm/config.ts'
import { withStaging } from '../../src/io/source/staging.ts'
import { certificateFor } from '../egress/certificate.ts'
import { pack, type Published, startRegistry } from './registry.ts'
import { makePlace, type Place, worldOf } from './world.ts'

const server: Published = {
  manifest: { name: 'server', version: '1.0.0', bin: 'cli.js' },
  files: { 'cli.js': '#!/usr/bin/env node\n' },
}
let place: Place
const said: string[] = []
const closing: (() => unknown)[] = []

beforeEach(async () => {
  said.length = 0
  place = await makePlace()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await place.dispose()
})

async function registryOf(...args: Parameters<typeof startRegistry>) {
  const registry = await startRegistry(...args)
  closing.push(registry.close)
  return registry
}

/** A host on loopback that counts who comes. */
async function sink(): Promise<{ readonly port: number; readonly reached: string[] }> {
  const reached: string[] = []
  const listener = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.end(pack({ 'package.json': '{}' }))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => listener.closeAllConnections(),
    () => listener.close(),
  )
  return { port: (listener.address() as AddressInfo).port, reached }
}

async function install(npmrc: string, env: Record<string, string> = {}) {
  await writeFile(join(place.folder, '.npmrc'), `${npmrc}\nfetch-retries=0\n`)
  const world = await worldOf(place, { HOME: place.folder, ...env }, said)
  return await resolve(parseTarget(['npm:server'], place.folder), world)
}

const failing = (npmrc: string): Promise<Failure> =>
  install(npmrc).then(
    () => expect.unreachable('it was installed'),
    (failure: Failure) => failure,
  )

test('what was reached is told, with its bytes', async () => {
  const { url } = await registryOf([server])
  await install(`registry=${url}`)
  const { port } = new URL(url)
  expect(said.filter((line) => line.startsWith('reached'))).toEqual(
    Array(2).fill(
      expect.stringMatching(`^reached "127\\.0\\.0\\.1" port ${port} \\(\\d+ KB\\); nothing else was tried$`),
    ),
  )
})

test('a registry that sends on to another host gets npm nowhere; without the sandbox it does', async () => {
  const elsewhere = await sink()
  const registry = await registryOf(
    [server],
    () => false,
    (path) => (path.endsWith('.tgz') ? `http://127.0.0.1:${elsewhere.port}/stolen` : null),
  )
  const failure = await failing(`registry=${registry.url}`)
  expect(failure.message).toContain(String(elsewhere.port))
  expect(elsewhere.reached).toEqual([])
  expect(await readdir(join(place.store, 'staging'))).toEqual([])

  // The same npm with the same settings, but outside.
  await writeFile(join(place.folder, 'package.json'), '{"dependencies":{"server":"1.0.0"}}')
  const npm = join(npmFolder(), 'bin/npm-cli.js')
  const words = [npm, 'install', '--ignore-scripts', '--no-audit', '--allow-remote=none']
  const env = { HOME: place.folder, npm_config_cache: join(place.folder, 'cache') }
  await promisify(execFile)(process.execPath, words, { cwd: place.folder, env }).catch(() => undefined)
  expect(elsewhere.reached).toContain('/stolen')
})

test('a host by another name is refused by name, with the line that would allow it', async () => {
  const registry = await registryOf(
    [server],
    () => false,
    (path) => (path.endsWith('.tgz') ? 'https://files.elsewhere.test/server.tgz' : null),
  )
  const failure = await failing(`registry=${registry.url}`)
  expect(failure).toMatchObject({ code: 'package-refused', fix: expect.stringContaining('@downloads:registry') })
  expect(failure.message).toContain('"files.elsewhere.test" port 53 (this name is not granted)')
  expect(said.join('\n')).toContain('refused: "files.elsewhere.test"')
})

test('an installer that is turned against us reaches its registry and nothing else', async () => {
  const [registry, other] = [await registryOf([server]), await sink()]
  const tries = [
    ['registry', new URL(registry.url).port, '127.0.0.1'],
    ['sink', other.port, '127.0.0.1'],
    ['sink by name', other.port, 'localhost'],
    ['outside', 80, '192.0.2.1'],
    ['unknown name', 80, 'evil.test'],
  ]
  const script = `
    const { connect } = require('node:net')
    const one = ([what, port, host]) => new Promise((resolve) => {
      const socket = connect(port, host, () => { resolve(what + ' reached'); socket.destroy() })
      socket.on('error', () => resolve(what + ' refused'))
    })
    Promise.all(${JSON.stringify(tries)}.map(one)).then((all) => console.log(all.join(', ')))`
  const { host } = await worldOf(place, {})
  const { env, owner } = { env: {}, owner: host.uid === 0 ? { uid: host.sandboxUid, gid: host.sandboxUid } : null }
  const answer = await withStaging(place.store, owner, (writable) =>
    runInstall(
      {
        argv: [process.execPath, '-e', script],
        writable,
        cwd: writable,
        files: [],
        reach: [{ url: registry.url, as: 'registry' }],
        env,
        timeoutMs: 60_000,
      },
      host,
      (line) => void said.push(line),
    ),
  )
  expect(answer.stdout).toBe(
    'registry reached, sink refused, sink by name refused, outside refused, unknown name refused\n',
  )
  expect(answer.refused).toEqual(['"evil.test" port 53 (this name is not granted)'])
  expect(other.reached).toEqual([])
  // It is live all the while.
  await new Promise((resolve) => ask(`http://127.0.0.1:${other.port}/control`, resolve).end())
  expect(other.reached).toEqual(['/control'])
})

test.each([
  ['leads to this machine', ['127.0.0.1']],
  ['hides it behind a public address', ['1.1.1.1', '::1']],
  ['leads to a metadata service', ['169.254.169.254']],
])('a registry whose name %s is refused before anything starts', async (_, answers) => {
  const { host } = await worldOf(place, {})
  const run = {
    ...{ argv: [process.execPath, '-e', '0'] as const, writable: place.folder, cwd: place.folder, files: [], env: {} },
    ...{ reach: [{ url: 'https://packages.test/', as: 'registry' as const }], timeoutMs: 1000 },
  }
  await expect(
    runInstall(
      run,
      host,
      () => undefined,
      async () => answers,
    ),
  ).rejects.toMatchObject({
    code: 'registry-unreachable',
    message: expect.stringContaining('is refused: its name leads to') as string,
  })
})

test.each([
  ['cafile of the npmrc', (ca: string) => [`cafile=${ca}`, {}] as const],
  ['NODE_EXTRA_CA_CERTS', (ca: string) => ['', { NODE_EXTRA_CA_CERTS: ca }] as const],
])('a registry with a certificate of its own is trusted by the %s', async (_, settings) => {
  const plain = await registryOf([server])
  const { key, cert } = certificateFor(['localhost'])
  const secure = createSecureServer({ key, cert }, (request, response) => {
    const asked = ask(`${plain.url.slice(0, -1)}${request.url}`, (answer) => {
      response.writeHead(answer.statusCode!, { 'content-type': 'application/json' })
      answer.pipe(response)
    })
    asked.end()
  })
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => secure.closeAllConnections(),
    () => secure.close(),
  )
  const ca = join(place.folder, 'own-ca.pem')
  await writeFile(ca, cert)
  const [line, env] = settings(ca)
  const registry = `registry=https://localhost:${(secure.address() as AddressInfo).port}/`
  // Its packages are said to lie at the plain address: npm asks the registry that is configured for them.
  const found = await install(`${registry}\nreplace-registry-host=always\n${line}`, env)
  expect(found.artifact).toMatchObject({ name: 'server', version: '1.0.0' })
  expect(said.join('\n')).toContain('nothing else was tried')
})

test('where a proxy is configured, it is all that can be reached, and the registry is reached through it', async () => {
  const registry = await registryOf([server])
  const { port } = new URL(registry.url)
  const through: string[] = []
  const proxy = createServer((request, response) => {
    through.push(request.url ?? '')
    const { pathname } = new URL(request.url!)
    ask(`http://127.0.0.1:${port}${pathname}`, (answer) => {
      response.writeHead(answer.statusCode!)
      answer.pipe(response)
    }).end()
  })
  proxy.on('connect', (request, client, head) => {
    through.push(request.url ?? '')
    const onward = connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      client.pipe(onward).pipe(client)
    })
    for (const socket of [client, onward]) socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => proxy.closeAllConnections(),
    () => proxy.close(),
  )
  const at = (proxy.address() as AddressInfo).port
  // A name that only the proxy knows.
  const settings = `registry=http://packages.test/\nreplace-registry-host=always\nproxy=http://127.0.0.1:${at}/`
  const found = await install(settings)
  expect(found.artifact).toMatchObject({ name: 'server', version: '1.0.0' })
  expect(through.length).toBeGreaterThan(1)
  expect(said.filter((line) => line.startsWith('reached')).join('\n')).toMatch(
    new RegExp(`^(reached "127\\.0\\.0\\.1" port ${at} \\(\\d+ KB\\); nothing else was tried\n?){2}$`),
  )
})
