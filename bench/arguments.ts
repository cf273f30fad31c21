// How long it takes to judge what is passed to a tool, with all rules and parsers: harmless and hostile.
import { learn, newTool, type Observation } from '../src/core/baseline/baseline.ts'
import { compare } from '../src/core/baseline/deviation.ts'
import { shapeOf } from '../src/core/baseline/shape.ts'
import type { Json } from '../src/core/model/json.ts'
import { addressesIn } from '../src/core/policy/addresses.ts'
import { touchedIn } from '../src/core/rules/argument/sql/touched.ts'
import { judgeMessage } from '../src/flows/judging/judge-message.ts'
import { Parsers } from '../src/flows/judging/parsers.ts'
import { median } from './client.ts'
import type { Row } from './row.ts'

const KB = 1_000
const MB = 1_000_000

/** Hostile text may take three times as long as harmless text. */
const HOSTILE = 3

export async function run(): Promise<Row[]> {
  const parsers = new Parsers()
  const started = performance.now()
  await parsers.load({ sql: true, shell: true })
  const loading = performance.now() - started
  const time = (body: Json, turns: number): Promise<number> => timed(body, turns, parsers)
  const clean10k = await time(documents(10 * KB), 400)
  const clean1m = await time(documents(MB), 15)
  const rows = [
    { what: 'load of both parsers', value: `${loading.toFixed(0)} ms`, budget: '', holds: null },
    row('10 KB of arguments, harmless', clean10k, 0.3),
    row('1 MB of arguments, harmless', clean1m, 40),
  ]
  for (const [name, body] of Object.entries(HOSTILE_VALUES)) {
    rows.push(row(`10 KB of arguments, ${name}`, await time(body(10 * KB), 100), 0.3 * HOSTILE))
    rows.push(row(`1 MB of arguments, ${name}`, await time(body(MB), 5), 40 * HOSTILE))
  }
  rows.push(row('16 MB of arguments, nothing but quotes', await time(HOSTILE_VALUES['quotes']!(16 * MB), 3), null))
  rows.push(usual(documents(10 * KB), '10 KB of arguments', 0.1))
  rows.push(usual(documents(MB), '1 MB of arguments', null))
  rows.push(row('1 MB in 26,000 values', await time(values(MB), 5), null))
  return rows
}

const row = (what: string, ms: number, budget: number | null): Row => ({
  what: `inspect-arguments: ${what}, p50`,
  value: `${ms.toFixed(ms < 10 ? 2 : 0)} ms`,
  budget: budget === null ? '' : `≤${Number(budget.toFixed(1))} ms`,
  holds: budget === null ? null : ms <= budget,
})

/** What is learned of a call, and compared with what was: sizes, shape, places, and what SQL in it does. */
function usual(body: Json, what: string, budget: number | null): Row {
  const names = new Set(['documents', 'id', 'path', 'value'])
  let tool = newTool('d')
  const times: number[] = []
  for (let turn = 0; turn < 300; turn += 1) {
    const began = performance.now()
    const { places, texts } = shapeOf(body, names)
    const seen: Observation = {
      calls: 1,
      sizes: { 'arguments-size': 10_000 + turn },
      sets: { shape: places, destination: addressesIn(texts), sql: new Set(texts.flatMap(touchedIn)) },
    }
    if (compare(tool, seen).length > 0) throw new Error('the same again is not unusual')
    tool = learn(tool, seen)
    times.push(performance.now() - began)
  }
  return row(`${what}, learned and compared`, median(times), budget)
}

/** Median milliseconds, once the code for it is compiled; the text is another one in each turn. */
async function timed(body: Json, turns: number, parsers: Parsers): Promise<number> {
  const times: number[] = []
  for (let turn = -turns; turn < turns; turn += 1) {
    const fresh = JSON.parse(JSON.stringify(body).replaceAll('0', String(Math.abs(turn) % 10))) as Json
    const began = performance.now()
    await judgeMessage('argument', fresh, null, parsers)
    if (turn >= 0) times.push(performance.now() - began)
  }
  return median(times)
}

const WORDS =
  'The figures of the north are in; it was a good year, and most of what is left (42 items) is from 2020 or before'.split(
    ' ',
  )
const prose = (length: number, from: number): string => {
  let text = ''
  for (let at = from; text.length < length; at += 7) text += `${WORDS[at % WORDS.length]} `
  return text.slice(0, length)
}

const documents = (size: number): Json => ({
  documents: Array.from({ length: size / KB }, (_, at) => ({
    id: `doc-${at}`,
    path: `notes/${at}.md`,
    value: prose(900, at),
  })),
})

const values = (size: number): Json => ({
  rows: Array.from({ length: size / 270 }, (_, at) => ({
    id: `a${at}`,
    name: prose(40, at),
    path: `src/${at}/file.ts`,
    url: `https://shop.example.test/item/${at}?page=2`,
    note: prose(80, at),
    tags: [prose(8, at), prose(8, at + 1)],
  })),
})

const filled =
  (part: string) =>
  (size: number): Json => ({ value: part.repeat(size / part.length) })

const HOSTILE_VALUES: Readonly<Record<string, (size: number) => Json>> = {
  quotes: filled("'"),
  'conditions of SQL': filled("' or '1'='1"),
  'steps up': filled('../'),
  'substitutions of shells': filled('$('),
  'codes in codes': filled('%2527'),
  'a thousand values that break out': (size) => ({
    rows: Array.from({ length: Math.min(1_000, size / 100) }, (_, at) => `${at}' or '1'='1' -- ${'x'.repeat(60)}`),
  }),
}
