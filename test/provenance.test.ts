// How often a value is recognised that goes from one server to another, and how often one is taken for another that has nothing to do
// with it. What was measured on texts that nobody learned from stands in weights/commonplace.md.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { Memory } from '../src/core/session/memory.ts'
import { printsOf } from '../src/core/session/prints.ts'
import { Session } from '../src/core/session/session.ts'
import type { Source } from '../src/core/model/session.ts'
import { loadCommonplace } from '../src/io/engine/commonplace.ts'
import { inflate } from '../src/io/file/inflate.ts'
import { numbers } from '../scripts/training/fill.ts'
import { packageTexts, type Text } from '../scripts/training/texts.ts'

const source: Source = { server: 'crm', item: 'read', session: 'g', seq: 1, labels: ['private'] }
const isCommon = loadCommonplace()

describe('values of five kinds, in twenty spellings and three splits', () => {
  const VALUES = [
    'Ana Lindqvist, born 1988-03-14, lives at Halsovagen 9 in Orebro',
    'The offer to Northwind Trading stands at 4.25 million until the middle of December',
    'DB_HOST=warehouse-7.internal DB_USER=reporting DB_PASS=correct-horse-battery',
    'DE89 3704 0044 0532 0130 00 belongs to the account of the landlord',
    'bait-9f3c1d77a0b2-end of the notes that nobody else may read',
  ]
  const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString('base64')
  const hex = (value: string): string => Buffer.from(value).toString('hex')
  const each = (value: string, spell: (code: number) => string): string =>
    Array.from(value, (char) => spell(char.codePointAt(0)!)).join('')
  const SPELLINGS: readonly ((value: string) => string)[] = [
    (value) => value,
    (value) => `Could you look at this: ${value}? Thank you.`,
    (value) => `> ${value.replaceAll(' ', '\n> ')}`,
    (value) => value.toUpperCase(),
    (value) => value.replaceAll(/\s/g, ''),
    (value) => value.replaceAll(/\W+/g, '_'),
    (value) => JSON.stringify({ note: value }),
    (value) => JSON.stringify(JSON.stringify({ note: value })),
    encodeURIComponent,
    (value) => new URLSearchParams({ q: value }).toString(),
    (value) => hex(value).replaceAll(/../g, '%$&'),
    base64,
    (value) => Buffer.from(value).toString('base64url'),
    (value) => base64(base64(value)),
    hex,
    (value) => hex(value).replaceAll(/../g, '$& '),
    (value) => base64(gzipSync(value)),
    (value) => gzipSync(value).toString('hex'),
    (value) => each(value, (code) => `&#${code};`),
    (value) => each(value, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  ]
  const SPLITS: readonly ((text: string) => readonly string[])[] = [
    (text) => [text],
    (text) => [text.slice(0, text.length / 2), text.slice(text.length / 2)],
    (text) => text.match(/.{1,16}/gs)!,
  ]

  test('at least 95 of 100 are recognised', () => {
    const cases = VALUES.flatMap((value) =>
      SPELLINGS.flatMap((spell) => SPLITS.map((split) => ({ value, pieces: split(spell(value)) }))),
    )
    const missed = cases.filter(({ value, pieces }) => !isRecognised(value, pieces))
    expect(cases).toHaveLength(VALUES.length * 20 * 3)
    expect(missed.length / cases.length, JSON.stringify(missed)).toBeLessThanOrEqual(0.05)
  })

  function isRecognised(value: string, pieces: readonly string[]): boolean {
    const session = new Session(isCommon)
    session.hear([`The row that was asked for:\n${value}\nNothing else was found.`], source, inflate)
    const pass = (text: string) =>
      session.flow({ server: 'mail', item: 'send', labels: [] }, [{ at: '/body', text }], inflate).traces
    return pieces.map(pass).some((traces) => traces.length > 0)
  }
})

describe('of ten thousand pairs of texts that have nothing to do with each other', () => {
  const PAIRS = 10_000
  const MOST = PAIRS / 1_000
  let texts: readonly (Text & { readonly memory: Memory })[]
  beforeAll(() => {
    texts = packageTexts().map((text) => {
      const memory = new Memory(isCommon)
      memory.remember(printsOf(text.text), source)
      return { ...text, memory }
    })
  })

  test('no more than one in a thousand is taken for the other', () => {
    const pick = numbers(20_261_129)
    const any = () => texts[pick(texts.length)]!
    let taken = 0
    for (let pair = 0; pair < PAIRS;) {
      const [one, other] = [any(), any()]
      if (one.project === other.project) continue
      pair += 1
      const length = 200 + pick(1_800)
      const start = pick(Math.max(1, other.text.length - length))
      if (one.memory.shares(printsOf(other.text.slice(start, start + length))).length > 0) taken += 1
    }
    expect(taken, 'new packages? learn from them: npm run commonplace').toBeLessThanOrEqual(MOST)
  })

  test('nor was one among those that nobody learned from, when it was last measured', () => {
    const rows = readFileSync('weights/commonplace.md', 'utf8').matchAll(/^\| \d+ \| \d+ \| (\d+) \| (\d+) \|$/gm)
    const measured = Array.from(rows, ([, pairs, taken]) => [Number(pairs), Number(taken)] as const)
    expect(measured.map(([pairs]) => pairs)).toEqual([PAIRS, PAIRS])
    for (const [, taken] of measured) expect(taken).toBeLessThanOrEqual(MOST)
  })
})
