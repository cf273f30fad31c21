// Every shape of the table, broken in many ways, all at once in one home: the built program looks, protects and gives back.
// Nothing crashes, what is whole is listed, the exit code says that not all of it could be looked at, and no broken file is written.
import { statSync, truncateSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { Format } from '../../src/core/clients/client.ts'
import type { Shape } from '../../src/core/clients/shape.ts'
import { expand } from '../../src/core/clients/expand.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { chanceOf } from '../clients/chance.ts'
import type { Entry } from '../clients/corpus.ts'
import { writeJson } from '../clients/corpus-json.ts'
import { writeToml } from '../clients/corpus-toml.ts'
import { writeYaml } from '../clients/corpus-yaml.ts'
import { config, makePlace, ours, type Place } from './place.ts'

const places: Place[] = []
afterEach(() => {
  for (const place of places.splice(0)) place.remove()
})

type Kind = { readonly path: string; readonly format: Format; readonly shape: Shape }

/** One file of a home, or of the project in it, for every shape and format that Linux has. */
const KINDS: readonly Kind[] = (() => {
  const found = new Map<string, { kind: Omit<Kind, 'path'>; paths: Set<string> }>()
  for (const file of CLIENTS.flatMap(({ files }) => files)) {
    if (file.scope === 'managed' || file.scope === 'system') continue
    const places = expand(file, { env: {}, home: '', platform: 'linux', project: '/work' })
    const paths = places.map(({ path, glob }) => [path, ...glob].join('/').slice(1))
    for (const shape of file.shapes) {
      const key = `${file.format} ${shape.id}`
      const known = found.get(key) ?? { kind: { format: file.format, shape }, paths: new Set() }
      for (const path of paths) known.paths.add(path.replace('**', 'deep/er').replaceAll('*', 'one'))
      found.set(key, known)
    }
  }
  // Those that may lie in few places choose first.
  const used = new Set<string>()
  return [...found.values()]
    .sort((one, other) => one.paths.size - other.paths.size)
    .map(({ kind, paths }) => {
      const path = [...paths].find((path) => !used.has(path)) ?? ''
      used.add(path)
      return { ...kind, path }
    })
})()

const WRITERS = { jsonc: writeJson, toml: writeToml, yaml: writeYaml } as const
const NAMES = ['first', 'second', 'last']

function whole({ shape, format }: Kind, odd: Readonly<Record<string, never>> | null = null): string {
  const path = shape.path.map((key) => (key === '*' ? '/nowhere/dev' : key))
  const members = { [shape.command]: 'npx', args: ['-y', 'some-server@1.0.0'] }
  const entries = NAMES.map((name): Entry => {
    const own = odd !== null && name === 'second' ? { ...members, ...odd } : members
    return { name, members: shape.kind === 'list' ? { name, ...own } : own }
  })
  return WRITERS[format]({ shape, path, entries }, chanceOf(11))
}

type Way = {
  readonly what: string
  readonly spoil: (text: string, kind: Kind) => string | Uint8Array
  /** The files are made so large afterwards. */
  readonly size?: number
  /** Names that are still listed; null: whatever was whole before the break. */
  readonly left: readonly string[] | null
}
const SIBLINGS = ['first', 'last']
const odd = (member: string, value: unknown) => (_: string, kind: Kind) =>
  whole(kind, { [member === 'command' ? kind.shape.command : member]: value } as never)

/** In TOML and in a flat file there is nothing that could stand in place of an entry, and YAML may end anywhere. */
const WAYS: readonly Way[] = [
  { what: 'a list of lists as command', spoil: odd('command', [['x']]), left: SIBLINGS },
  { what: 'an object among its arguments', spoil: odd('args', ['-y', { a: 1 }]), left: SIBLINGS },
  { what: 'a list as its environment', spoil: odd('env', ['A=b']), left: SIBLINGS },
  { what: 'a number as its address', spoil: odd('url', 5), left: SIBLINGS },
  {
    what: 'truncated in its last entry',
    spoil: (text) => `${text.slice(0, text.lastIndexOf('some-server'))}"'`,
    left: null,
  },
  { what: 'brackets too many', spoil: (text) => `${text}\n]}]}`, left: null },
  { what: 'binary behind it', spoil: (text) => Buffer.concat([Buffer.from(text), Buffer.from([0, 1, 255])]), left: [] },
  { what: 'UTF-16', spoil: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'), left: [] },
  { what: 'Latin-1', spoil: (text) => Buffer.from(`${text}\n# é // é`, 'latin1'), left: [] },
  { what: '17 MB', spoil: (text) => text, size: 17 * 1024 ** 2, left: [] },
  { what: '1,001 servers', spoil: (_, kind) => many(kind), left: [] },
  {
    what: 'an endless nest',
    spoil: (text, { format }) => text + (format === 'toml' ? '\nx = ' : '\n') + '['.repeat(50_000),
    left: null,
  },
]

function many({ shape, format }: Kind): string {
  const path = shape.path.map((key) => (key === '*' ? '/nowhere/dev' : key))
  const entries = Array.from({ length: 1_001 }, (_, at): Entry => {
    const members = { [shape.command]: 'x' }
    return { name: `s${at}`, members: shape.kind === 'list' ? { name: `s${at}`, ...members } : members }
  })
  return WRITERS[format]({ shape, path, entries }, chanceOf(3))
}

type Told = {
  readonly servers: readonly { readonly entry: string; readonly file: string }[]
  readonly unlooked: readonly { readonly file: string; readonly line: number | null; readonly why: string }[]
}

test('every shape of the table has a file here', () => {
  const shapes = CLIENTS.flatMap(({ files }) => files.flatMap((file) => file.shapes.map(({ id }) => id)))
  expect(new Set(KINDS.map(({ shape }) => shape.id))).toEqual(new Set(shapes))
})

test.each(WAYS)('$what, in every shape', ({ spoil, left, size }) => {
  const healthy = '.gemini/settings.json'
  const files = Object.fromEntries(KINDS.map((kind) => [kind.path, spoil(whole(kind), kind)]))
  const place = makePlace({ ...files, [healthy]: config({ beside: { command: 'x' } }) })
  places.push(place)
  if (size !== undefined) for (const { path } of KINDS) truncateSync(place.path(path), size)
  const now = (): unknown => Object.fromEntries(KINDS.map(({ path }) => [path, stateOf(place, path)]))
  const before = now()

  const { status, stdout, stderr } = place.run('discover', '--json')
  expect([status, stderr]).toEqual([2, ''])
  const { servers, unlooked } = JSON.parse(stdout) as Told
  for (const { path } of KINDS) {
    const file = place.path(path)
    expect(unlooked, path).toContainEqual(expect.objectContaining({ file, why: expect.stringMatching(/^.{10,}$/) }))
    const listed = servers.filter((server) => server.file === file).map(({ entry }) => entry)
    if (left === null) expect(NAMES).toEqual(expect.arrayContaining(listed))
    else expect(listed, path).toEqual(left)
  }
  expect(servers.map(({ entry }) => entry)).toContain('beside')
  expect(now()).toEqual(before)

  expect(place.run('protect', '--yes').status).toBe(2)
  expect(JSON.parse(place.read(healthy))).toEqual({ mcpServers: { beside: ours('beside') } })
  // Where one entry is odd, its siblings are put behind us; a file that is broken as a whole stays as it is.
  if (left !== SIBLINGS) expect(now()).toEqual(before)
  if (left === SIBLINGS) expect(place.run('unprotect', '--yes').status).toBe(0)
  expect(now()).toEqual(before)
})

/** Its bytes, or of a large file whether anybody wrote it. */
function stateOf(place: Place, path: string): string {
  const { size, ino, mtimeNs } = statSync(place.path(path), { bigint: true })
  return size > 1024 ** 2 ? `${size} ${ino} ${mtimeNs}` : place.read(path)
}
