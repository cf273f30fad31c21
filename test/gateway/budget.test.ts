// What a client asks too often is refused before the server hears it, with words that a model reads; the clock is handed in. Each
// limit has an honest twin that never meets it.
import { afterEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { Budget } from '../../src/core/model/grants.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { type Guarded, guarded } from './harness.ts'

const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

type Clock = { at: number }

async function start(budget?: Budget, clock: Clock = { at: 0 }): Promise<Guarded> {
  const client = await guarded('plain', 'plain', { ...(budget !== undefined && { budget }), now: () => clock.at })
  open.push(client)
  await client.open()
  return client
}

const call = (client: Guarded, text: string, name = 'echo'): Promise<JsonObject> =>
  client.request('tools/call', { name, arguments: { text } })

async function repeat(times: number, one: (index: number) => Promise<JsonObject>): Promise<readonly JsonObject[]> {
  const answers: JsonObject[] = []
  for (let index = 0; index < times; index += 1) answers.push(await one(index))
  return answers
}

/** What a model reads of a failed call; empty for one that worked. */
const told = ({ result }: JsonObject): string => {
  const { isError, content } = (result ?? {}) as { isError?: boolean; content?: { text: string }[] }
  return isError === true ? (content?.[0]?.text ?? '') : ''
}
const requests = ({ events }: Guarded): readonly (EventBody & { type: 'message' })[] =>
  events.filter(
    (event) => event.type === 'message' && event.method === 'tools/call' && event.kind === 'request',
  ) as never
const alerts = ({ events }: Guarded): readonly string[] =>
  events.flatMap((event) => (event.type === 'alert' ? [`${event.kind} ${event.detail}`] : []))
const sentOn = (client: Guarded): number => {
  const seqs = requests(client).map((request) => client.events.indexOf(request) + 1)
  return client.events.filter(
    (event) => event.type === 'outcome' && event.outcome === 'sent' && seqs.includes(event.of),
  ).length
}

describe('5 calls in 10 s', () => {
  const FIVE: Budget = { calls: { count: 5, withinMs: 10_000 } }

  test('5 of 8 pass; the others are told when, and never reach the server', async () => {
    const client = await start(FIVE)
    const answers = await repeat(8, (index) => call(client, `n${index}`))
    expect(answers.map(told)).toEqual([
      ...Array(5).fill(''),
      ...Array(3).fill(
        'This tool may be called 5 times in 10 s, and that is used up. Try again in 2 s. A person can allow more with `sallyport approve fixture --calls …`.',
      ),
    ])
    expect(
      requests(client).map(({ decision, reasons: [reason] }) => (decision === 'deny' ? reason : decision)),
    ).toEqual([...Array(5).fill('allow'), ...Array(3).fill('too-many-calls')])
    expect(sentOn(client)).toBe(5)
  })

  test('there is one alert for them with their number, and one line for the person', async () => {
    const client = await start(FIVE)
    await repeat(8, (index) => call(client, `n${index}`))
    expect(await client.close()).toBe(0)
    expect(alerts(client)).toEqual([
      'over-budget too-many-calls: "tool echo" is refused from here on; how often is told when this run ends',
    ])
    expect(client.events).toContainEqual(
      expect.objectContaining({ type: 'alert-count', cause: 'too-many-calls: "tool echo"', count: 3 }),
    )
    expect(client.said.filter((line) => line.startsWith('Alert: fixture'))).toHaveLength(1)
  })

  test('who waits as long as was said may go on', async () => {
    const clock = { at: 0 }
    const client = await start(FIVE, clock)
    await repeat(6, (index) => call(client, `n${index}`))
    clock.at = 2_000
    expect((await repeat(2, (index) => call(client, `m${index}`))).map((answer) => told(answer) === '')).toEqual([
      true,
      false,
    ])
  })

  test('a clock that is turned back gives nothing', async () => {
    const clock = { at: 50_000 }
    const client = await start(FIVE, clock)
    await repeat(5, (index) => call(client, `n${index}`))
    clock.at = 0
    expect(told(await call(client, 'back'))).not.toBe('')
    clock.at = 50_000
    expect(told(await call(client, 'again'))).not.toBe('')
  })

  test('what is refused for another reason costs nothing', async () => {
    const client = await start(FIVE)
    await repeat(8, () => client.request('tools/call', { name: 'not-there', arguments: {} }))
    expect((await repeat(5, (index) => call(client, `n${index}`))).map(told)).toEqual(Array(5).fill(''))
  })

  test.each<[method: string, params: (index: number) => JsonObject, message: string]>([
    ['prompts/get', () => ({ name: 'greet' }), 'This prompt may be called 5 times in 10 s'],
    ['resources/read', (index) => ({ uri: `fixture://data/${index}` }), 'Resources of this server may be read 5 times'],
  ])('%s is counted, and refused with an error', async (method, params, message) => {
    const client = await start(FIVE)
    const answers = await repeat(6, (index) => client.request(method, params(index)))
    expect(answers.slice(0, 5).every((answer) => 'result' in answer)).toBe(true)
    expect(answers[5]).toMatchObject({ error: { code: -32011, message: expect.stringContaining(message) as string } })
  })

  test('lists and pings are not counted', async () => {
    const client = await start(FIVE)
    const answers = await repeat(16, (index) => client.request(index % 2 === 0 ? 'ping' : 'tools/list'))
    expect(answers.every((answer) => 'result' in answer)).toBe(true)
  })
})

test('without a budget of its own a server may be called as honest clients do', async () => {
  const client = await start()
  const answers = await repeat(100, (index) => call(client, `n${index}`))
  expect(answers.filter((answer) => told(answer) !== '')).toEqual([])
  expect(alerts(client)).toEqual([])
})

test('a quota ends for the run', async () => {
  const client = await start({ quota: 3 })
  const answers = await repeat(4, (index) => call(client, `n${index}`))
  expect(answers.map((answer) => told(answer).slice(0, 47))).toEqual([
    ...Array(3).fill(''),
    'In one run this server may be called 3 times, a',
  ])
})

test('only so many calls wait for an answer at a time', async () => {
  const client = await start({ concurrent: 2 })
  for (const id of [1, 2])
    client.send({ id, method: 'tools/call', params: { name: 'echo', arguments: { text: 'silent' } } })
  expect(told(await call(client, 'third'))).toContain('2 calls are under way, as many as may be at a time')
  client.send({ method: 'notifications/cancelled', params: { requestId: 1 } })
  expect(told(await call(client, 'fourth'))).toBe('')
  // Its clock stands: nobody would wait for this one's end.
  client.send({ method: 'notifications/cancelled', params: { requestId: 2 } })
})

describe('a model that goes round in circles', () => {
  const rounds = bound('loop-rounds')

  test('is told so', async () => {
    const client = await start()
    const answers = await repeat(rounds + 1, () => call(client, 'same'))
    expect(answers.slice(0, rounds).map(told)).toEqual(Array(rounds).fill(''))
    expect(told(answers[rounds]!)).toBe(
      `The same was asked ${rounds} times in a row, with the same answers. Do something else, or tell the person. Try again in 60 s at the earliest.`,
    )
    expect(told(await call(client, 'other'))).toBe('')
  })

  test('is not meant where many are sent and none is answered', async () => {
    const client = await start()
    const ids = Array.from({ length: 3 * rounds }, (_, id) => id)
    for (const id of ids)
      client.send({ id, method: 'tools/call', params: { name: 'echo', arguments: { text: 'silent' } } })
    expect(told(await call(client, 'well'))).toBe('')
    expect(requests(client).filter(({ decision }) => decision !== 'allow')).toEqual([])
    for (const requestId of ids) client.send({ method: 'notifications/cancelled', params: { requestId } })
  })

  test('is not meant where the answers differ', async () => {
    const client = await guarded('files', 'files')
    open.push(client)
    await client.open()
    const answers = await repeat(3 * rounds, () =>
      client.request('tools/call', { name: 'read_file', arguments: { path: 'a.txt' } }),
    )
    expect(answers.filter((answer) => told(answer) !== '')).toEqual([])
  })
})

describe('a tool that fails again and again', () => {
  const failures = bound('breaker-failures')
  const restMs = bound('breaker-rest-ms')
  /** Fails, but gets further each time: it is no loop. */
  const fail = (client: Guarded, index: number): Promise<JsonObject> => call(client, `f${index}`, 'fail')

  test('is left alone, others are not, and a single call shows that it fails still', async () => {
    const clock = { at: 0 }
    const client = await start(undefined, clock)
    const answers = await repeat(failures + 1, (index) => fail(client, index))
    expect(answers.slice(0, failures).every((answer) => 'error' in answer)).toBe(true)
    expect(told(answers[failures]!)).toContain(`This has failed ${failures} times in a row`)
    expect(told(await call(client, 'well'))).toBe('')
    clock.at = restMs
    expect(await fail(client, 98)).toHaveProperty('error')
    expect(told(await fail(client, 99))).toContain('Try again in 30 s')
  })

  test('recovers by one probe, and while that is under way no second one passes', async () => {
    const clock = { at: 0 }
    const client = await start(undefined, clock)
    const broken = (index: number): Promise<JsonObject> =>
      client.request('tools/call', { name: 'echo', arguments: { error: `{"code":-32000,"message":"${index}"}` } })
    await repeat(failures, broken)
    expect(told(await call(client, 'well'))).toContain('left alone')
    clock.at = restMs
    client.send({ id: 'probe', method: 'tools/call', params: { name: 'echo', arguments: { text: 'silent' } } })
    expect(told(await call(client, 'second'))).toContain('left alone')
    client.send({ method: 'notifications/cancelled', params: { requestId: 'probe' } })
    expect(told(await call(client, 'another probe'))).toBe('')
    expect(told(await call(client, 'well'))).toBe('')
  })

  test('a mistake of the caller is no failure of the tool', async () => {
    const client = await start()
    const answers = await repeat(failures + 5, (index) =>
      client.request('tools/call', { name: 'echo', arguments: { error: `{"code":-32602,"message":"${index}"}` } }),
    )
    expect(answers.every((answer) => 'error' in answer)).toBe(true)
  })
})
