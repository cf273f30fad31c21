// What inspecting a message costs: honest and hostile texts of three sizes, beside other engines on the same bytes; and what a
// large one costs those that it does not concern.
import { judgeMessage } from '../src/flows/judging/judge-message.ts'
import { Parsers } from '../src/flows/judging/parsers.ts'
import { openJudging } from '../src/flows/judging/judging.ts'
import { guarded, judging, type Guarded } from '../test/gateway/harness.ts'
import { RULE_FILE } from '../test/samples/rule-file.ts'
import { median } from './client.ts'
import { type Engine, secretlint, yara } from './inspect-others.ts'
import { KINDS, type Kind, NEAR } from './inspect-texts.ts'
import type { Row } from './row.ts'

const SIZES = [
  ['100 B', 100, 400, null],
  ['10 KB', 10_000, 200, 0.3],
  ['1 MB', 1_000_000, 9, 40],
] as const
/** Times what clean text may cost: that it costs less makes hostile text no worse. */
const HOSTILE_AT_MOST = 3

export async function run(): Promise<Row[]> {
  const others = [await yara(NEAR), secretlint()]
  const rows: Row[] = []
  await lookAtAllForms()
  for (const size of SIZES) {
    const [clean] = KINDS
    const base = await timed(clean!, size, ours)
    for (const kind of KINDS) rows.push(await row(kind, size, base, others))
  }
  rows.push(...(await inThread()), ...(await besides()))
  await judging.close()
  return rows
}

const parsers = new Parsers()

const ours: Engine = {
  name: 'ours',
  look: (text) => void judgeMessage('result', { content: [{ type: 'text', text }] }, null, parsers),
}

/** A day of messages brings strings in every form that V8 has: short ones, parts of others, put together, and of any alphabet. */
async function lookAtAllForms(): Promise<void> {
  const forms: readonly ((i: number) => string)[] = [
    (i) => `ok${i}`,
    (i) => `用户${i}`,
    (i) => `пользователь номер ${i}`,
    (i) => `l'utilisateur numéro ${i}`,
    (i) => `some words before ${i}, and some more behind it`.slice(5),
    (i) => JSON.parse(`"a text that came in a message, ${i}"`) as string,
  ]
  for (let i = 0; i < 2_000; i++) await ours.look(forms[i % forms.length]!(i))
}

type Size = (typeof SIZES)[number]

async function row(kind: Kind, size: Size, base: number, others: readonly Engine[]): Promise<Row> {
  const [name, , , cleanMs] = size
  const budgetMs = cleanMs === null ? null : kind.isHostile ? cleanMs * HOSTILE_AT_MOST : cleanMs
  const ms = await timed(kind, size, ours)
  const beside: string[] = []
  for (const other of others) beside.push(`${other.name} ${(await timed(kind, size, other, 0.2)).toFixed(3)}`)
  const ratio = ms / base
  const isBound = budgetMs !== null && (kind.isHostile || kind.name === 'prose')
  return {
    what: `inspect ${name}, ${kind.name}`,
    value: `${ms.toFixed(3)} ms, ×${ratio.toFixed(1)} of prose (${beside.join(', ')})`,
    budget: budgetMs === null ? '' : `≤${budgetMs.toFixed(1)} ms`,
    holds: isBound ? ms <= budgetMs : null,
  }
}

/** Median milliseconds for one text, once the code for it is compiled. `share`: of the rounds that others get, some of which take long. */
async function timed(kind: Kind, [, chars, rounds]: Size, { look }: Engine, share = 1): Promise<number> {
  const times: number[] = []
  const count = Math.max(3, Math.floor(rounds * share))
  for (let round = -count; round < count; round++) {
    const text = kind.make(chars)
    const began = performance.now()
    await look(text)
    if (round >= 0) times.push(performance.now() - began)
  }
  return median(times)
}

/** The way there and back is part of it. */
async function inThread(): Promise<Row[]> {
  const own = openJudging({ texts: [{ file: 'bench.yaml', text: RULE_FILE, isGiven: false }], mayBlock: false })
  const message = (text: string) => ({
    part: 'result' as const,
    member: 'result' as const,
    tool: null,
    text: JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text }] } }),
  })
  const times = async (chars: number, rounds: number, ask: (text: string) => Promise<unknown>): Promise<number> => {
    const all: number[] = []
    for (let round = -3; round < rounds; round++) {
      const text = message(KINDS[0]!.make(chars)).text
      const began = performance.now()
      await ask(text)
      if (round >= 0) all.push(performance.now() - began)
    }
    return median(all)
  }
  const large = await times(1_000_000, 15, (text) => judging.message({ ...message(''), text }))
  const small = await times(1_000, 300, (text) => own.userMessage({ ...message(''), text }))
  await own.close()
  return [
    {
      what: '1 MB of prose in the thread, there and back',
      value: `${large.toFixed(1)} ms`,
      budget: '≤40 ms',
      holds: large <= 40,
    },
    { what: '1 KB by a rule of one’s own, there and back', value: `${small.toFixed(3)} ms`, budget: '', holds: null },
  ]
}

const call = (client: Guarded, text: string) => client.request('tools/call', { name: 'echo', arguments: { text } })

/** A small call in another guard of the process, and one to the same server, while large answers are judged. */
async function besides(): Promise<Row[]> {
  // More calls a second than anybody is granted otherwise.
  const budget = { calls: { count: 1_000_000, withinMs: 1_000 } }
  const [busy, other] = [await guarded('plain', 'plain', { budget }), await guarded('plain', 'plain', { budget })]
  await Promise.all([busy.open(), other.open()])
  const alone = await smallCalls(other, 200)
  const load = new AbortController()
  const loading = (async () => {
    while (!load.signal.aborted) await call(busy, KINDS[0]!.make(1_000_000))
  })()
  const beside = await smallCalls(other, 200)
  load.abort()
  await loading
  await Promise.all([busy.close(), other.close()])
  const told = ({ p50, p95 }: Times): string => `p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)} ms`
  return [
    {
      what: 'a small call in another guard while 1 MB calls are judged',
      value: `${told(beside)} (alone ${told(alone)})`,
      budget: '',
      holds: null,
    },
  ]
}

type Times = { readonly p50: number; readonly p95: number }

async function smallCalls(client: Guarded, count: number): Promise<Times> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const began = performance.now()
    await call(client, `small ${i}`)
    times.push(performance.now() - began)
  }
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: sorted[count >> 1]!, p95: sorted[Math.floor(count * 0.95)]! }
}
