// Every shape, broken in many ways: nothing throws, siblings stay, and each refusal says line and reason.
import { describe, expect, test } from 'vitest'
import type { FilePattern } from '../../src/core/clients/client.ts'
import type { ConfigRead } from '../../src/core/clients/entry.ts'
import { readConfig } from '../../src/core/clients/read.ts'
import { rewriteEntry } from '../../src/core/clients/rewrite.ts'
import type { Shape } from '../../src/core/clients/shape.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { decodeConfig, encodeConfig } from '../../src/core/clients/text.ts'
import { chanceOf } from './chance.ts'
import type { Entry, Plain } from './corpus.ts'
import { writeJson } from './corpus-json.ts'
import { writeToml } from './corpus-toml.ts'
import { writeYaml } from './corpus-yaml.ts'

type Kind = { readonly label: string; readonly pattern: FilePattern; readonly shape: Shape }

const KINDS: readonly Kind[] = [
  ...new Map(
    CLIENTS.flatMap(({ files }) =>
      files.flatMap((pattern) =>
        pattern.shapes.map((shape): [string, Kind] => {
          const label = `${pattern.format} ${shape.id}`
          return [label, { label, shape, pattern: { ...pattern, shapes: [shape] } }]
        }),
      ),
    ),
  ).values(),
]

const WRITERS = { jsonc: writeJson, toml: writeToml, yaml: writeYaml } as const

function file({ pattern, shape }: Kind, entries: readonly Entry[], seed = 3): string {
  const path = shape.path.map((key) => (key === '*' ? '/home/ana/dev' : key))
  const named =
    shape.kind === 'list' ? entries.map(({ name, members }) => ({ name, members: { name, ...members } })) : entries
  return WRITERS[pattern.format]({ shape, path, entries: named }, chanceOf(seed))
}

const good = (name: string, { shape }: Kind): Entry => ({
  name,
  members: { [shape.command]: 'npx', args: ['-y', `${name}@1.0.0`], env: { LEVEL: 'info' } },
})

function expectClear({ unreadable }: ConfigRead, text: string): void {
  for (const { line, why } of unreadable) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(text.split('\n').length)
    expect(why).toMatch(/^[a-z"][\x20-\x7e]{10,}$/i)
  }
}

describe.each(KINDS)('$label', (kind) => {
  const { pattern, shape } = kind
  const { command } = shape
  const whole = file(kind, [good('first', kind), good('second', kind), good('last', kind)])

  test('whole, it is read', () => {
    const read = readConfig(whole, pattern)
    expect(read.unreadable).toEqual([])
    expect(read.entries.map(({ name }) => name)).toEqual(['first', 'second', 'last'])
  })

  const members: readonly (readonly [string, Readonly<Record<string, Plain>>])[] = [
    ['a number as command', { [command]: 5 }],
    ['true as command', { [command]: true }],
    ['an object in the command', { [command]: [{ a: 1 }] }],
    ['an object as arguments', { [command]: 'x', args: { a: 'b' } }],
    ['a list in the arguments', { [command]: 'x', args: ['a', ['b']] }],
    ['a list as environment', { [command]: 'x', env: ['A=b'] }],
    ['an object in the environment', { [command]: 'x', env: { A: { b: 'c' } } }],
    ['a number as address', { url: 5 }],
    ['a text as headers', { url: 'https://a.test', headers: 'X: y' }],
    ['nothing to start', { type: 'stdio' }],
  ]
  test.each(members)('%s drops no sibling', (_, broken) => {
    // Of a file without a wrapping, what names neither is no server.
    if (shape.kind === 'flat' && !('url' in broken) && !(command in broken)) return
    const text = file(kind, [good('first', kind), { name: 'bad', members: broken }, good('last', kind)])
    const read = readConfig(text, pattern)
    expect(read.entries.map(({ name }) => name)).toEqual(['first', 'last'])
    expect(read.unreadable).toEqual([
      { name: 'bad', line: expect.any(Number), offset: expect.any(Number), why: expect.any(String) },
    ])
    expectClear(read, text)
    const id = { within: read.entries[0]!.within, name: 'bad' }
    expect(rewriteEntry(text, pattern, id, { command: 'node', args: [] })).toMatchObject({ kind: 'cannot' })
  })

  test.each([5, 'text', true, ['a'], null])('%j as a whole server drops no sibling', (broken) => {
    // A flat file holds other things as well, and in TOML a table stands where it stands.
    if (shape.kind !== 'map' || pattern.format === 'toml') return
    const bad = { name: 'bad', members: broken as never }
    const read = readConfig(file(kind, [good('first', kind), bad, good('last', kind)]), pattern)
    expect(read.entries.map(({ name }) => name)).toEqual(['first', 'last'])
    expect(read.unreadable).toMatchObject([{ name: 'bad', why: 'it is not an object' }])
  })

  test('an unknown type is one of the server, not of its siblings', () => {
    const odd = { name: 'odd', members: { ...good('odd', kind).members, type: 'quantum' } }
    const read = readConfig(file(kind, [good('first', kind), odd, good('last', kind)]), pattern)
    expect(read.entries.map(({ name, type }) => [name, type])).toEqual([
      ['first', null],
      ['odd', 'quantum'],
      ['last', null],
    ])
  })

  test('a name that is given twice is said to be, and never rewritten', () => {
    const text = whole.replace(/second/g, 'first')
    const read = readConfig(text, pattern)
    expect(read.unreadable.map(({ why }) => why).join()).toMatch(/twice|broken/)
    const id = { within: shape.path.map((key) => (key === '*' ? '/home/ana/dev' : key)), name: 'first' }
    expect(rewriteEntry(text, pattern, id, { command: 'node', args: [] })).toMatchObject({ kind: 'cannot' })
  })

  test('cut anywhere, it is never read as whole with fewer servers', () => {
    for (let length = 0; length < whole.trimEnd().length; length += 3) {
      const text = whole.slice(0, length)
      const read = readConfig(text, pattern)
      expectClear(read, text)
      // YAML and TOML may end anywhere: what is left is a file of its own.
      if (pattern.format === 'jsonc' && length > 0) expect(read.unreadable).not.toEqual([])
      for (const { launch } of read.entries)
        expect(['npx', 'np', 'n'].some((word) => launch.argv[0] === word)).toBe(true)
    }
  })

  test.each([
    ['a text', 'servers'],
    ['a number', 7],
    ['true', true],
  ])('%s in place of all servers is said', (_, instead) => {
    if (shape.path.length === 0) return
    let value: Plain = instead
    for (const key of shape.path.toReversed()) value = { [key === '*' ? '/home/ana/dev' : key]: value }
    const text =
      pattern.format === 'toml' ? `${shape.path.join('.')} = ${JSON.stringify(instead)}\n` : JSON.stringify(value)
    const read = readConfig(text, pattern)
    expect(read.entries).toEqual([])
    expect(read.unreadable).toMatchObject([{ name: null, line: 1 }])
    expectClear(read, text)
  })

  test('too many servers are refused as a whole, and counted', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => good(`s${index}`, kind))
    const read = readConfig(file(kind, many), pattern)
    expect(read.entries).toEqual([])
    expect(read.unreadable).toMatchObject([{ name: null, why: expect.stringContaining('1001') }])
  })

  test.each([
    ['NULs', (text: string) => text.replace('npx', 'np\0x')],
    ['a NUL behind it', (text: string) => `${text}\0`],
    [
      'random bytes as text',
      () => Array.from({ length: 3_000 }, (_, at) => String.fromCodePoint((at * 7919) % 0xd800)).join(''),
    ],
    ['endless brackets', (text: string) => `${text}${'[{"a":'.repeat(50_000)}`],
    ['endless lists', () => '['.repeat(200_000)],
    ['one endless line', (text: string) => `${text}${'x'.repeat(300_000)}`],
    ['only white space and quotes', () => ' \t"\'"""'.repeat(500)],
  ])('%s: a reason and no crash', (_, spoil) => {
    const text = spoil(whole)
    const read = readConfig(text, pattern)
    expectClear(read, text)
    expect(read.unreadable.length).toBeGreaterThan(0)
    const id = { within: shape.path, name: 'first' }
    expect(rewriteEntry(text, pattern, id, { command: 'node', args: [] })).toMatchObject({ kind: 'cannot' })
  })

  test('bytes that are no UTF-8 text are refused before they are read', () => {
    const utf16 = new Uint8Array(new Uint16Array([0xfeff, ...Array.from(whole, (char) => char.charCodeAt(0))]).buffer)
    const latin1 = Uint8Array.from(`${whole}é`, (char) => char.charCodeAt(0))
    expect(decodeConfig(utf16)).toMatchObject({ why: expect.stringContaining('UTF-16') })
    expect(decodeConfig(utf16.subarray(2))).toMatchObject({ why: expect.stringContaining('NUL') })
    expect(decodeConfig(latin1)).toMatchObject({ why: expect.stringContaining('UTF-8') })
    expect(decodeConfig(encodeConfig(`\uFEFF${whole}`))).toEqual({ text: `\uFEFF${whole}` })
  })
})
