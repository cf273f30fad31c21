// What recording costs: our chain against a bare write and against appendFile, turn by turn in one run on one disk.
import { closeSync, openSync, writeSync } from 'node:fs'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventBody } from '../src/core/evidence/event.ts'
import { openEvidence } from '../src/io/store/evidence/writer.ts'
import type { Row } from './row.ts'

const ROUNDS = 5
const VARIANTS = 64
const WORDS = [
  'the',
  'file',
  'src/core',
  '\\"path\\"',
  '\\n',
  '{\\"a\\":1}',
  'token',
  'https://files.example/a%20b',
  'é',
]

/** Bodies that differ from one another, so that no cache of a string or a pattern flatters us. */
function bodies(bytes: number): readonly string[] {
  return Array.from({ length: VARIANTS }, (_, seed) => {
    let text = ''
    for (let at = seed; text.length < bytes; at = (at * 31 + seed + 7) % 9973)
      text += `${WORDS[at % WORDS.length]!}${at} `
    return `{"jsonrpc":"2.0","id":${seed},"result":{"content":[{"type":"text","text":"${text.slice(0, bytes)}"}]}}`
  })
}

const message = (body: string): EventBody => ({
  type: 'message',
  server: 'files',
  session: 'bench',
  direction: 'downstream',
  kind: 'answer',
  method: 'tools/call',
  target: 'read_file',
  exchange: 'n1',
  decision: 'allow',
  reasons: ['pinned'],
  findings: [],
  bytes: body.length,
  digest: `sha256:${'0'.repeat(64)}`,
  body,
})

type Costs = { readonly chained: number[]; readonly bare: number[]; readonly appended: number[] }

/** Microseconds for each event: one number for each round. */
async function measure(bodyBytes: number, events: number): Promise<Costs> {
  const root = await mkdtemp(join(tmpdir(), 'sallyport-bench-'))
  const recorder = await openEvidence({
    evidence: join(root, 'evidence'),
    heads: join(root, 'heads'),
    keys: join(root, 'keys'),
  })
  recorder.hide(['a1B2c3D4', 'e5F6/g7H8+', 'i9J0k1L2'].map((part) => part.repeat(3)))
  const sample = bodies(bodyBytes)
  const lines = sample.map((body) => Buffer.from(`${JSON.stringify({ seq: 0, at: '', prev: '', ...message(body) })}\n`))
  const fd = openSync(join(root, 'bare.jsonl'), 'a', 0o600)
  const costs: Costs = { chained: [], bare: [], appended: [] }
  try {
    for (let round = 0; round < ROUNDS + 1; round++) {
      const chained = clock(events, (at) => recorder.record(message(sample[at % VARIANTS]!)))
      const bare = clock(events, (at) => writeSync(fd, lines[at % VARIANTS]!))
      const few = Math.ceil(events / 20)
      const start = performance.now()
      for (let at = 0; at < few; at++) await appendFile(join(root, 'appended.jsonl'), lines[at % VARIANTS]!)
      const appended = ((performance.now() - start) / few) * 1000
      // The first round only warms up.
      if (round === 0) continue
      costs.chained.push(chained)
      costs.bare.push(bare)
      costs.appended.push(appended)
    }
  } finally {
    closeSync(fd)
    await recorder.close()
    await rm(root, { recursive: true })
  }
  return costs
}

function clock(times: number, work: (at: number) => unknown): number {
  const start = performance.now()
  for (let at = 0; at < times; at++) work(at)
  return ((performance.now() - start) / times) * 1000
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

export async function run(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { name, bodyBytes, events } of [
    { name: 'lines of 1 KB', bodyBytes: 500, events: 20_000 },
    { name: 'bodies of 10 KB', bodyBytes: 10_240, events: 2_000 },
  ]) {
    const costs = await measure(bodyBytes, events)
    const [chained, bare, appended] = [median(costs.chained), median(costs.bare), median(costs.appended)]
    if (bodyBytes < 1_000) {
      const perSecond = Math.round(1e6 / chained)
      rows.push({
        what: `${name}: recorded each second`,
        value: `${perSecond}`,
        budget: '≥50000',
        holds: perSecond >= 50_000,
      })
    } else {
      rows.push({
        what: `${name}: one record`,
        value: `${(chained / 1000).toFixed(3)} ms`,
        budget: '≤0.15 ms',
        holds: chained <= 150,
      })
    }
    rows.push({
      what: `${name}: against a bare writeSync`,
      value: `${(chained / bare).toFixed(1)}×`,
      budget: '–',
      holds: null,
    })
    rows.push({
      what: `${name}: against appendFile`,
      value: `${(chained / appended).toFixed(2)}×`,
      budget: '–',
      holds: null,
    })
  }
  return rows
}

if (import.meta.main) console.table(await run())
