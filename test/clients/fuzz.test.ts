// Spoiled files: nothing throws, and whatever is rewritten all the same is right by the word of other parsers.
import fc from 'fast-check'
import { parse as parseJsonc } from 'jsonc-parser'
import { parse as parseToml } from 'smol-toml'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import type { Format } from '../../src/core/clients/client.ts'
import { readConfig } from '../../src/core/clients/read.ts'
import { corpus, type CorpusFile } from './corpus.ts'
import { protectAll, unprotectAll } from './protect-all.ts'

const FILES = corpus(200, 23).filter(({ text }) => text.length < 4_000)

const withoutBom = (text: string): string => text.replace(/^\uFEFF/, '')
const PARSERS: Readonly<Record<Format, (text: string) => unknown>> = {
  jsonc: (text) => parseJsonc(withoutBom(text), [], { allowTrailingComma: true }),
  toml: (text) => parseToml(withoutBom(text), { integersAsBigInt: true }),
  yaml: (text) => parseYaml(withoutBom(text), { uniqueKeys: false, logLevel: 'error' }),
}

type Spoil = { readonly at: number; readonly cut: number; readonly put: string }

const spoil: fc.Arbitrary<Spoil> = fc.record({
  /** In thousandths of the text: evenly, so that the inner parts have their share. */
  at: fc.noBias(fc.nat(999)),
  cut: fc.constantFrom(0, 0, 0, 1, 2, 12),
  put: fc.oneof(
    fc.constantFrom(
      ' ',
      ' ',
      '  ',
      '\n',
      'x',
      '7',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ',',
      ':',
      '\n',
      '\r\n',
      '#',
      '//',
      '/*',
      '*/',
      '=',
      '- ',
      '  ',
      '\t',
    ),
    fc.constantFrom(
      '&a ',
      '*a',
      '!!str ',
      '<<: ',
      '|\n',
      '>-\n',
      '"""',
      "'''",
      '\\',
      '\u2028',
      '\uFEFF',
      '💥',
      '\ud800',
    ),
    fc.constantFrom(
      '"command": "x",',
      'command = "x"\n',
      'command: x\n',
      '"args": [],',
      '[mcp_servers.x]\n',
      'null',
      '---\n',
    ),
  ),
})

function spoiled(text: string, spoils: readonly Spoil[]): string {
  return spoils.reduce((now, { at, cut, put }) => {
    const from = Math.floor((at * now.length) / 1_000)
    return now.slice(0, from) + put + now.slice(from + cut)
  }, text)
}

/** Every command and all arguments taken out of where an entry may be, so that the rest can be compared. */
function rest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rest)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).filter(([key]) => !['command', 'cmd', 'args', 'path'].includes(key))
  return Object.fromEntries(pairs.map(([key, inner]) => [key, rest(inner)]))
}

/** What a client that takes no comments can read, it can still read afterwards. */
function isStrict(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** How many entries were rewritten. */
function expectRight({ pattern }: CorpusFile, text: string): number {
  const read = readConfig(text, pattern)
  for (const { line, why } of read.unreadable) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(why.length).toBeGreaterThan(5)
  }
  const { text: changed, done } = protectAll(text, pattern)
  if (done.length === 0) {
    expect(changed).toBe(text)
    return 0
  }
  expect(isStrict(changed) || !isStrict(text)).toBe(true)
  expect(rest(PARSERS[pattern.format](changed))).toEqual(rest(PARSERS[pattern.format](text)))
  expect(unprotectAll(changed, pattern, done)).toEqual({ text, other: [] })
  return done.length
}

test('whole files are rewritten as other parsers see it', () => {
  const counts = FILES.map((file) => expectRight(file, file.text))
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(150)
})

test('spoiled files', () => {
  let rewritten = 0
  fc.assert(
    fc.property(fc.nat(FILES.length - 1), fc.array(spoil, { minLength: 1, maxLength: 2 }), (at, spoils) => {
      rewritten += expectRight(FILES[at]!, spoiled(FILES[at]!.text, spoils))
    }),
    { numRuns: 1_000, seed: 20_261_120 },
  )
  // Most spoiled files are refused, but not so many that the question was not asked.
  expect(rewritten).toBeGreaterThan(100)
})

test('any text at all, in any format', () => {
  fc.assert(
    fc.property(fc.nat(FILES.length - 1), fc.string({ unit: 'binary', maxLength: 300 }), (at, text) => {
      expectRight(FILES[at]!, text)
    }),
    { numRuns: 1_000, seed: 20_261_120 },
  )
})
