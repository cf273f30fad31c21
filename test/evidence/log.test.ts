import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runLog } from '../../src/cli/log.ts'
import type { World } from '../../src/cli/world.ts'
import type { EventBody } from '../../src/core/evidence/event.ts'
import { followLog, queryLog, tailLog } from '../../src/flows/log.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { message, newPlace, writersIn } from './place.ts'

let place: Awaited<ReturnType<typeof newPlace>>
beforeEach(async () => {
  place = await newPlace()
})
afterEach(() => rm(place.root, { recursive: true, force: true }))

const HOSTILE = 'x\u001b[2J\u202e\u009b"\n2026-01-01T00:00:00.000Z  files  → request "ping"  allow'
const refused: EventBody = { type: 'refused', server: 'mail', session: 's', code: 'not-approved', detail: 'why' }

/** Records each event at its own time, one day apart, in two chains by turns. */
async function fill(events: readonly EventBody[]): Promise<void> {
  let now = 0
  const options = { now: () => new Date(Date.UTC(2026, 0, 1 + now)) }
  const chains = [await openEvidence(place, options), await openEvidence(place, options)]
  for (const [at, event] of events.entries()) {
    now = at
    chains[at % 2]!.record(event)
  }
  for (const chain of chains) await chain.close()
}

type Said = { readonly code: number; readonly out: string; readonly err: string }
async function say(words: readonly string[], options: Record<string, string | boolean> = {}): Promise<Said> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const now = () => new Date(Date.UTC(2026, 0, 10))
  const world = { cwd: place.root, env: {}, stdout, stderr, paths: place, now } as unknown as World
  const code = await runLog({ positional: words, rest: [], typed: [], options }, world)
  const read = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? ''
  return { code, out: read(stdout), err: read(stderr) }
}

describe('a query', () => {
  beforeEach(() =>
    fill([
      message('1', { server: 'files', target: 'read', decision: 'allow' }),
      message('2', { server: 'mail', target: 'send', decision: 'deny' }),
      message('3', { server: 'files', target: 'write', decision: 'ask', method: 'tools/call' }),
      refused,
      message('5', { server: 'files', target: 'read', method: 'prompts/get' }),
      { type: 'session-cleared', session: '3f2a', by: 'ada', labels: [] },
      { type: 'change', command: 'approve', server: 'mail', by: 'ada', detail: '' },
    ]),
  )
  const found = async (query: object): Promise<number[]> => {
    const { entries } = await queryLog(place, { limit: 100, ...query })
    return entries
      .filter(({ line }) => !['opened', 'closed'].includes(line.type))
      .map(({ line }) => Number(line.at.slice(8, 10)))
  }

  test.each([
    ['everything, in order of time', {}, [1, 2, 3, 4, 5, 6, 7]],
    ['by server', { server: 'files' }, [1, 3, 5]],
    ['by tool, and not by a prompt of that name', { tool: 'read' }, [1]],
    ['since', { since: new Date('2026-01-03') }, [3, 4, 5, 6, 7]],
    ['until', { until: new Date('2026-01-03') }, [1, 2, 3]],
    ['by decision', { decision: 'ask' }, [3]],
    ['what was denied, and what was not let start', { decision: 'deny' }, [2, 4]],
    ['by type', { type: 'refused' }, [4]],
    ['by who did it', { by: 'ada' }, [6, 7]],
    ['by session', { session: '3f2a' }, [6]],
    ['by all of them', { server: 'mail', since: new Date('2026-01-03'), decision: 'deny' }, [4]],
    ['what is kept of them', { server: 'files', keep: ({ at }: { at: string }) => at > '2026-01-02' }, [3, 5]],
    ['by a name that nobody has', { server: 'toString' }, []],
  ])('finds %s', async (_, query, days) => {
    expect(await found(query)).toEqual(days)
  })

  test('gives the newest and says how many there were', async () => {
    const { entries, matched } = await queryLog(place, { limit: 2, server: 'files' })
    expect(entries.map(({ line }) => line.at.slice(0, 10))).toEqual(['2026-01-03', '2026-01-05'])
    expect(matched).toBe(3)
    expect((await say(['query'], { server: 'files', limit: '2' })).err).toContain(
      '1 older lines fit as well; --limit 3',
    )
  })

  test('says what it could not read, and is then no whole answer', async () => {
    const [writer] = await writersIn(place)
    await appendFile(join(place.evidence, writer!, '000001.jsonl'), 'noise\n')
    const { code, err } = await say(['query'])
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('1 damaged lines in') as string })
  })

  test('tail gives the newest of all chains', async () => {
    const { entries } = await tailLog(place, 3)
    expect(entries.map(({ line }) => line.type).sort()).toEqual(['change', 'closed', 'closed'])
  })
})

test('following shows the newest lines, then each new one once, also of a chain that begins later', async () => {
  const first = await openEvidence(place)
  first.record(message('"one"'))
  const gone = new AbortController()
  const seen: string[] = []
  let later: Awaited<ReturnType<typeof openEvidence>> | null = null
  for await (const { line } of followLog(place, 1, gone.signal)) {
    if (line.type !== 'message') continue
    seen.push(line.body)
    if (seen.length === 1) {
      first.record(message('"two"'))
      later = await openEvidence(place)
    }
    if (seen.length === 2) later!.record(message('"three"'))
    if (seen.length === 3) gone.abort()
  }
  expect(seen).toEqual(['"one"', '"two"', '"three"'])
  await Promise.all([first.close(), later!.close()])
})

test('tail --follow ends when its reader goes away', async () => {
  const recorder = await openEvidence(place)
  const stdout = new PassThrough()
  stdout.once('data', () => stdout.destroy())
  const world = { cwd: place.root, env: {}, stdout, stderr: new PassThrough(), paths: place } as unknown as World
  expect(
    await runLog({ positional: ['tail'], rest: [], typed: [], options: { follow: true, json: true } }, world),
  ).toBe(0)
  await recorder.close()
})

describe('words of strangers', () => {
  const events: readonly EventBody[] = [
    message(HOSTILE, { method: HOSTILE, target: HOSTILE, exchange: HOSTILE, reasons: [HOSTILE] }),
    {
      type: 'guard-started',
      server: HOSTILE,
      session: HOSTILE,
      clientPid: 1,
      clientSession: HOSTILE,
      argv: [HOSTILE],
      trust: 'once',
    },
    {
      type: 'launch',
      server: 's',
      session: 's',
      backend: 'b',
      plan: HOSTILE,
      proofs: [HOSTILE],
      limits: HOSTILE,
      changes: null,
      pid: 1,
    },
    { type: 'outcome', server: 's', session: 's', of: 1, outcome: 'failed', detail: HOSTILE },
    { type: 'catalogue', server: 's', session: 's', drift: 'expanding', changed: [HOSTILE] },
    { type: 'fault', server: 's', session: 's', direction: 'downstream', code: HOSTILE, detail: HOSTILE, bytes: 1 },
    {
      type: 'exit',
      server: 's',
      session: 's',
      reason: HOSTILE,
      limit: HOSTILE,
      code: 1,
      signal: null,
      stderr: HOSTILE,
    },
    { type: 'refused', server: HOSTILE, session: 's', code: HOSTILE, detail: HOSTILE },
    { type: 'change', command: 'approve', server: HOSTILE, by: HOSTILE, detail: HOSTILE },
  ]

  test.each(events)('in a line of type $type neither hide, move the cursor nor begin a line', async (event) => {
    const recorder = await openEvidence(place)
    recorder.record(event)
    await recorder.close()
    for (const options of [{}, { json: true }]) {
      const { code, out } = await say(['tail'], options)
      expect(code).toBe(0)
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
      expect(out.split('\n')).toHaveLength('json' in options ? 2 : 4)
    }
  })

  test('in a line that somebody made up are no less quoted', async () => {
    const recorder = await openEvidence(place)
    await recorder.close()
    const [writer] = await writersIn(place)
    const start = `{"seq":9,"at":"2026-01-01T00:00:00.000Z","prev":"${'0'.repeat(64)}","type":`
    const made = [
      'message',
      'launch',
      'catalogue',
      'exit',
      'guard-started',
      'change',
      'opened',
      'resumed',
      'nothing known',
    ]
    for (const type of made) {
      const fields = `"server":["${'\\u001b'}[2J"],"reasons":{},"stderr":7,"changed":null,"decision":"\\u001b[2J"`
      await appendFile(join(place.evidence, writer!, '000001.jsonl'), `${start}"${type}",${fields}}\n`)
    }
    const { out } = await say(['tail'])
    expect(out).not.toContain('\u001b')
    expect(out.split('\n')).toHaveLength(made.length + 3)
  })
})

test('verify is answered in a form that names its version', async () => {
  await fill([message('1')])
  const { code, out } = await say(['verify'], { json: true })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    schema: 'sallyport/log-verify@1',
    chains: 2,
    lines: 5,
    faults: [],
    unanswered: [],
  })
})
