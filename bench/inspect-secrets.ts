// What looking for secrets and numbers of people costs, on ordinary text and on text that is made to be dear, beside secretlint
// on the same bytes. Every text is another one, so that no cache of a string flatters anybody.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend'
import { lintSource } from '@secretlint/core'
import { findSensitive } from '../src/core/text/sensitive/find.ts'
import { ISSUERS } from '../src/core/text/sensitive/issuers.data.ts'
import { judgeMessage } from '../src/flows/judging/judge-message.ts'
import { Parsers } from '../src/flows/judging/parsers.ts'
import type { Row } from './row.ts'

const KB = 1024
const [SMALL, LARGE] = [10 * KB, KB * KB]
/** A third of what all rules together may take (docs/limits.md has the bounds, DESIGN the budgets). */
const [SMALL_MS, LARGE_MS, HOSTILE_TIMES] = [0.1, 13, 3]

/** Our own documents and sources, as a server that reads files would answer them. */
function ordinaryText(): string {
  const root = join(import.meta.dirname, '..')
  const files = ['docs', 'src/flows', 'src/io', 'test/e2e'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  const texts = files.filter((file) => /\.(?:md|ts|txt)$/.test(file)).map((file) => readFileSync(file, 'utf8'))
  return texts.join('\n')
}

/** Another part of it for each seed. */
function clean(all: string, size: number, seed: number): string {
  const start = (seed * 104_729) % (all.length - Math.min(size, all.length / 2))
  return `${all.slice(start)}${all}`.slice(0, size)
}

const MARKS = ISSUERS.flatMap(([, near]) => near.split(' ')).join(' ')

const HOSTILE: Readonly<Record<string, (size: number, seed: number) => string>> = {
  'all prefixes': (size, seed) => `${seed} ${MARKS} `.repeat(Math.ceil(size / MARKS.length)).slice(0, size),
  'all digits': (size, seed) => `4716 ${1000 + seed} 90`.repeat(Math.ceil(size / 12)).slice(0, size),
  'all hex': (size, seed) => `${(seed + 1) * 7919}deadbeef`.repeat(Math.ceil(size / 8)).slice(0, size),
}

/** As it comes out of a message: in one piece, and not as a part of another string. */
const flat = (text: string): string => Buffer.from(text).toString()

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

async function time(times: number, textOf: (seed: number) => string, work: (text: string) => unknown): Promise<number> {
  const spent: number[] = []
  // Made before: making them would take the tables out of the caches between two measurements.
  const texts = Array.from({ length: times }, (_, seed) => flat(textOf(seed)))
  for (const text of texts) {
    const start = performance.now()
    await work(text)
    spent.push(performance.now() - start)
  }
  return median(spent.slice(Math.floor(times / 5)))
}

const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: preset, options: {} }] }
const secretlint = (content: string) =>
  lintSource({
    source: { content, filePath: 'text.txt', ext: '.txt', contentType: 'text' },
    options: { config, locale: 'en' },
  })
const parsers = new Parsers()
const inspect = (text: string) => judgeMessage('result', { content: [{ type: 'text', text }] }, null, parsers)

const ms = (value: number): string => `${value.toFixed(value < 1 ? 3 : 1)} ms`

export async function run(): Promise<readonly Row[]> {
  const rows: Row[] = []
  const row = (what: string, value: string, budget = '–', holds: boolean | null = null): void =>
    void rows.push({ what: `inspect-secrets: ${what}`, value, budget, holds })
  const all = ordinaryText()
  const small = (seed: number): string => clean(all, SMALL, seed)
  const large = (seed: number): string => clean(all, LARGE, seed)

  await time(300, small, findSensitive)
  const [smallMs, largeMs] = [await time(600, small, findSensitive), await time(15, large, findSensitive)]
  row('10 KB of ordinary text', ms(smallMs), `≤${SMALL_MS} ms`, smallMs <= SMALL_MS)
  row('1 MB of ordinary text', ms(largeMs), `≤${LARGE_MS} ms`, largeMs <= LARGE_MS)
  for (const [name, textOf] of Object.entries(HOSTILE)) {
    const spent = await time(8, (seed) => textOf(LARGE, seed), findSensitive)
    const most = HOSTILE_TIMES * LARGE_MS
    row(`1 MB, ${name}`, `${ms(spent)} (${(spent / largeMs).toFixed(1)}×)`, `≤${most} ms`, spent <= most)
  }
  row('10 KB, all rules for messages', ms(await time(200, small, inspect)))
  row('1 MB, all rules for messages', ms(await time(8, large, inspect)))
  row('secretlint, 10 KB of ordinary text', ms(await time(100, small, secretlint)))
  row('secretlint, 1 MB of ordinary text', ms(await time(6, large, secretlint)))
  for (const [name, textOf] of Object.entries(HOSTILE)) {
    row(`secretlint, 1 MB, ${name}`, ms(await time(4, (seed) => textOf(LARGE, seed), secretlint)))
  }
  return rows
}

if (import.meta.main) console.table(await run())
