// Runs are compared with those before them: what is not usual is told once with its number, and a quiet replay tells nothing.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { Baselines } from '../../src/core/model/feature.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { baselinePath, resetBaseline } from '../../src/io/store/baseline.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

let state = ''
const open: Guarded[] = []
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'usual-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  await rm(state, { recursive: true, force: true })
})

const clock = { at: 0 }

async function run(baselines: Baselines, more: Options = {}): Promise<Guarded> {
  const client = await guarded('files', 'files', { state, baselines, now: () => clock.at, ...more })
  open.push(client)
  await client.open({})
  return client
}

const echo = (client: Guarded, text: string): Promise<JsonObject> =>
  client.request('tools/call', { name: 'echo', arguments: { text } })
const read = (client: Guarded, sql: string): Promise<JsonObject> =>
  client.request('tools/call', { name: 'read_query', arguments: { sql } })

/** A call each five seconds: sizes vary, places and verbs do not. */
async function work(client: Guarded, times = 150): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    clock.at += 5_000
    await echo(client, `note ${index} of https://api.example/notes ${'.'.repeat(900 + 5 * (index % 60))}`)
    await read(client, `select name from notes where id = ${index} limit ${20 + (index % 20)}`)
  }
}

/** In a run of its own: what is learned is on disk when it ends. */
async function learn(times?: number): Promise<void> {
  const client = await run('learn')
  await work(client, times)
  expect(alerts(client)).toEqual([])
  expect(await client.close()).toBe(0)
}

type Alert = Extract<EventBody, { type: 'alert' }>
const alerts = ({ events }: Guarded): readonly Alert[] =>
  events.flatMap((event) => (event.type === 'alert' && event.kind === 'unusual' ? [event] : []))
const told = (client: Guarded): readonly string[] =>
  alerts(client).map(({ features = [] }) => features.map(({ name }) => name).join(', '))
const counts = ({ events }: Guarded): readonly (readonly [string, number])[] =>
  events.flatMap((event) => (event.type === 'alert-count' ? [[event.cause, event.count] as const] : []))

describe('after an ordinary run', () => {
  test('the same again tells nothing', async () => {
    await learn()
    const client = await run('learn')
    await work(client)
    expect(alerts(client)).toEqual([])
  })

  test('a result of ten times the size raises one alert with its number, and what was usual', async () => {
    await learn()
    const client = await run('learn')
    await read(client, 'select name from notes where id = 7 limit 300')
    const [alert, ...others] = alerts(client)
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      kind: 'unusual',
      detail: expect.stringMatching(
        /^tool "read_query": result-size: \d+ bytes, \d+ times the median; usual: \d+ to \d+ bytes/,
      ) as string,
      features: [
        {
          name: 'result-size',
          value: expect.stringMatching(/^\d+ bytes$/) as string,
          times: expect.any(Number) as number,
        },
      ],
    })
    expect(client.events[alert!.of - 1]).toMatchObject({ type: 'message', kind: 'answer', target: 'read_query' })
  })

  test('a hundred of the same are one alert with the number of them', async () => {
    await learn()
    const client = await run('learn')
    for (let index = 0; index < 100; index += 1) {
      clock.at += 5_000
      await echo(client, `note ${index} of https://evil.example/notes`)
    }
    expect(told(client)).toEqual(['destination'])
    await client.close()
    expect(counts(client)).toEqual([['destination of tool "echo"', 100]])
  })

  test.each<[what: string, call: (client: Guarded) => Promise<unknown>, name: string]>([
    ['a verb', (client) => read(client, 'delete from notes where id = 7'), 'sql'],
    ['a place', (client) => echo(client, 'a note of https://evil.example/notes'), 'destination'],
    [
      'a shape',
      (client) => client.request('tools/call', { name: 'echo', arguments: { text: 'a', more: true } }),
      'shape',
    ],
    [
      'a burst',
      async (client) => {
        for (let index = 0; index < 90; index += 1) await echo(client, `note ${index} of https://api.example/notes`)
      },
      'burst',
    ],
  ])('%s that is new raises one alert, however often it comes', async (_, unusual, name) => {
    await learn()
    const client = await run('learn')
    await unusual(client)
    await unusual(client)
    expect(told(client)).toEqual([name])
    expect(client.said.filter((line) => line.startsWith('Alert: fixture, tool'))).toHaveLength(1)
  })
})

const EVIL = 'a note of https://evil.example/notes'

/** Answers every question, and remembers why it was asked. */
function person(kind: 'allowed' | 'denied'): {
  readonly approvals: Options['approvals'] & object
  readonly asked: string[]
} {
  const asked: string[] = []
  const approvals: Options['approvals'] & object = {
    waitMs: 5_000,
    byForm: false,
    stepUp: [],
    newId: () => '00000000',
    since: async () => [],
    remember: async () => undefined,
    ask: async (_id, { why, statements }) => {
      asked.push(`${statements.join(', ')}: ${why}`)
      return kind === 'allowed' ? { kind, by: 'ada', scope: 'once' } : { kind, by: 'ada' }
    },
  }
  return { approvals, asked }
}

describe('with enforce', () => {
  test('a person is asked about an unusual call, with what is usual; what they deny is not learned', async () => {
    await learn()
    const { approvals, asked } = person('denied')
    const client = await run('enforce', { approvals })
    for (let time = 0; time < 2; time += 1)
      expect(await echo(client, EVIL)).toMatchObject({
        error: {
          message: expect.stringMatching(/denied it: this is not how .* See `sallyport baseline fixture`\.$/) as string,
        },
      })
    expect(asked).toHaveLength(2)
    expect(asked[0]).toBe(
      'Baseline: this is not how this tool is usually called (destination: new is "evil.example"; usual: "api.example"; the last 149 calls brought no new place)',
    )
    await client.close()
    const next = await run('enforce', { approvals })
    await echo(next, EVIL)
    expect(asked).toHaveLength(3)
  })

  test('what they allow is usual from then on', async () => {
    await learn()
    const { approvals, asked } = person('allowed')
    const client = await run('enforce', { approvals })
    for (let time = 0; time < 3; time += 1) expect(await echo(client, EVIL)).toHaveProperty('result')
    await client.close()
    const next = await run('enforce', { approvals })
    expect(await echo(next, EVIL)).toHaveProperty('result')
    expect(asked).toHaveLength(1)
  })

  test('a usual call asks nobody, and neither does an unusual result', async () => {
    await learn()
    const { approvals, asked } = person('denied')
    const client = await run('enforce', { approvals })
    await work(client, 20)
    expect(await read(client, 'select name from notes where id = 7 limit 300')).toHaveProperty('result')
    expect(asked).toEqual([])
    expect(told(client)).toEqual(['result-size'])
  })

  test('where nobody is asked it is refused, and the model is told what was usual', async () => {
    await learn()
    const client = await run('enforce')
    expect(await echo(client, EVIL)).toMatchObject({
      error: { message: expect.stringContaining('"api.example"; the last 149 calls brought no new place') as string },
    })
  })
})

test('a set may speak of what is unusual', async () => {
  await learn()
  const text = `@id("all") permit (principal, action, resource);
@id("places") forbid (principal, action, resource) when { context.unusual.contains("destination") };`
  const client = await run('learn', { policy: new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada') })
  expect(await echo(client, EVIL)).toHaveProperty('error')
  expect(await echo(client, 'a note of https://api.example/notes')).toHaveProperty('result')
})

describe('what is learned', () => {
  test('what was only told is usual in the next run, and no earlier', async () => {
    await learn()
    const client = await run('learn')
    await echo(client, EVIL)
    await echo(client, EVIL)
    await client.close()
    expect(counts(client)).toEqual([['destination of tool "echo"', 2]])
    const next = await run('learn')
    await echo(next, EVIL)
    expect(told(next)).toEqual([])
  })

  test('what was refused teaches nothing', async () => {
    const text = `@id("all") permit (principal, action, resource);
@id("none") forbid (principal, action, resource) when { context.arguments.hasTag("/text") && context.arguments.getTag("/text") like "*evil*" };`
    const policy = new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada')
    const poisoned = await run('learn', { policy })
    for (let time = 0; time < 60; time += 1) await echo(poisoned, `${EVIL} ${time}`)
    await work(poisoned, 60)
    await poisoned.close()
    expect(await readFile(baselinePath(state, 'fixture'), 'utf8')).not.toContain('evil')
    const client = await run('learn')
    await echo(client, EVIL)
    expect(told(client)).toEqual(['destination'])
  })

  test('no value of a call is on disk', async () => {
    await learn(40)
    const kept = await readFile(baselinePath(state, 'fixture'), 'utf8')
    expect(kept).toContain('api.example')
    expect(kept).not.toMatch(/note|\/notes|where id/)
  })

  test('two runs at once lose nothing of each other', async () => {
    const [one, other] = [await run('learn'), await run('learn')]
    await work(one, 20)
    await work(other, 20)
    await Promise.all([one.close(), other.close()])
    const { tools } = JSON.parse(await readFile(baselinePath(state, 'fixture'), 'utf8')) as {
      tools: Record<string, { calls: number }>
    }
    expect(Object.values(tools).map(({ calls }) => calls)).toEqual([40, 40])
  })

  test('with off nothing is learned, and nothing is told', async () => {
    await learn()
    const before = await readFile(baselinePath(state, 'fixture'), 'utf8')
    const client = await run('off')
    await echo(client, EVIL)
    await client.close()
    expect(told(client)).toEqual([])
    expect(await readFile(baselinePath(state, 'fixture'), 'utf8')).toBe(before)
  })

  test('a tool that is approved in other words starts anew', async () => {
    await learn()
    const path = baselinePath(state, 'fixture')
    const client = await guarded('rug-pull', 'rug-pull', { state, baselines: 'learn', now: () => clock.at })
    open.push(client)
    await client.open({})
    await echo(client, EVIL)
    await client.close()
    expect(told(client)).toEqual([])
    const { tools } = JSON.parse(await readFile(path, 'utf8')) as { tools: Record<string, { calls: number }> }
    expect([tools['echo']!.calls, tools['read_query']!.calls]).toEqual([1, 150])
  })
})

describe('a baseline that is damaged', () => {
  beforeEach(async () => {
    await learn(40)
    const path = baselinePath(state, 'fixture')
    await writeFile(path, (await readFile(path, 'utf8')).replace('api.example', 'evil.example'))
  })

  test('with learn is told, compares nothing, and is left as it is', async () => {
    const client = await run('learn')
    expect(await echo(client, EVIL)).toHaveProperty('result')
    expect(client.said.join('\n')).toContain(
      'its checksum does not fit. Find out what changed that file; `sallyport baseline reset fixture`',
    )
    await client.close()
    expect(client.events).toContainEqual(expect.objectContaining({ type: 'alert', kind: 'baseline-damaged' }))
    expect(await readFile(baselinePath(state, 'fixture'), 'utf8')).toContain('evil.example')
  })

  test('with enforce the server does not start, until it was learned anew', async () => {
    const client = await guarded('files', 'files', { state, baselines: 'enforce' })
    open.push(client)
    expect(await client.open({})).toMatchObject({
      error: { message: expect.stringContaining('`sallyport baseline reset fixture`') as string },
    })
    expect(await client.ended).toBe(2)
    expect(client.events.map(({ type }) => type)).not.toContain('launch')
    expect(await resetBaseline(state, 'fixture')).toBe(true)
    expect(await echo(await run('enforce'), 'well')).toHaveProperty('result')
  })
})
