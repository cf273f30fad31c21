// What a client asks too often is refused before the server hears it, with words that a model reads; the clock is handed in. Each
// limit has an honest twin that never meets it.
import { afterEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { Budget } from '../../src/core/model/grants.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { SharedBucket } from '../../src/core/policy/budget/shared.ts'
import { Turns } from '../../src/flows/gateway/budget/turns.ts'
import { until } from '../gateway-process/place.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

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

describe('only so many calls wait for an answer at a time', () => {
  /** Until its lists are compared everything waits. */
  const ready = async (budget: Budget, clock?: Clock): Promise<Guarded> => {
    const client = await start(budget, clock)
    await client.request('tools/list')
    return client
  }
  const silent = (id: string | number): JsonObject => ({
    id,
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: 'silent' } },
  })
  const ask = (client: Guarded, id: string, name = 'echo'): void =>
    client.send({ id, method: 'tools/call', params: { name, arguments: { text: id } } })
  /** Answers in the order in which they come. */
  const answered = async (client: Guarded, count: number): Promise<readonly unknown[]> =>
    (await repeat(count, () => client.next())).map(({ id }) => id)
  const take = (client: Guarded, requestId: string | number): void =>
    client.send({ method: 'notifications/cancelled', params: { requestId } })

  test('one more waits for its turn, and passes when it comes', async () => {
    const client = await ready({ concurrent: 2 })
    for (const id of [1, 2]) client.send(silent(id))
    ask(client, 'third')
    await client.request('ping')
    expect(requests(client)).toHaveLength(2)
    take(client, 1)
    expect(await client.next()).toMatchObject({ id: 'third', result: {} })
    expect(requests(client).map(({ decision }) => decision)).toEqual(['allow', 'allow', 'allow'])
    take(client, 2)
  })

  test('tools take turns, however often one of them is asked', async () => {
    const client = await ready({ concurrent: 1 })
    client.send(silent('busy'))
    for (const id of ['e1', 'e2', 'e3']) ask(client, id)
    ask(client, 'f1', 'fail')
    await client.request('ping')
    take(client, 'busy')
    expect(await answered(client, 4)).toEqual(['e1', 'f1', 'e2', 'e3'])
  })

  test('who waited too long is refused, with words that say so', async () => {
    const clock = { at: 0 }
    const client = await ready({ concurrent: 1 }, clock)
    client.send(silent(1))
    ask(client, 'second')
    await client.request('ping')
    clock.at = bound('turns-wait-ms')
    expect(told(await client.next())).toContain('or this one waited 30 s for it')
    expect(requests(client).at(-1)).toMatchObject({ decision: 'deny', reasons: ['too-many-at-once'] })
    take(client, 1)
  })

  test('where too many wait already, one more is refused at once', async () => {
    const client = await ready({ concurrent: 1 })
    client.send(silent('busy'))
    const ids = Array.from({ length: bound('turns-waiting') }, (_, at) => `w${at}`)
    for (const id of ids) client.send(silent(id))
    expect(told(await call(client, 'one more'))).toContain('1 call is under way, as many as may be at a time')
    for (const id of ids) take(client, id)
    take(client, 'busy')
    expect(told(await call(client, 'well'))).toBe('')
    expect(requests(client).map(({ decision }) => decision)).toEqual(['allow', 'deny', 'allow'])
  })

  test('what is taken back while it waits never reaches the server', async () => {
    const client = await ready({ concurrent: 1 })
    client.send(silent('busy'))
    client.send(silent('waits'))
    take(client, 'waits')
    take(client, 'busy')
    expect(told(await call(client, 'well'))).toBe('')
    expect(sentOn(client)).toBe(2)
  })

  test('who waits when the server ends is told so', async () => {
    const client = await ready({ concurrent: 1 })
    client.send({ id: 'end', method: 'tools/call', params: { name: 'echo', arguments: { text: 'silent' } } })
    client.send(silent('waits'))
    await client.request('ping')
    client.changeLock({ lockfileVersion: 1, serial: 2, pins: {}, quarantined: {} })
    expect(new Set(await answered(client, 2))).toEqual(new Set(['end', 'waits']))
  })

  test('all servers of a process share its room, and clients take turns', async () => {
    const turns = new Turns(1)
    const order: unknown[] = []
    const beforeRecord = (event: EventBody): void => {
      if (event.type === 'message' && event.kind === 'request' && event.method === 'tools/call')
        order.push((JSON.parse(event.body) as JsonObject)['id'])
    }
    const [one, other] = [
      await guarded('plain', 'plain', { turns, beforeRecord, client: 'one' }),
      await guarded('plain', 'plain', { turns, beforeRecord, client: 'other' }),
    ]
    open.push(one, other)
    await one.open()
    await other.open()
    // Until the lists are compared everything waits, and our own questions are under way.
    for (const client of [one, other]) await client.request('tools/list')
    one.send(silent('busy'))
    for (const id of ['a', 'b']) ask(one, id)
    await one.request('ping')
    ask(other, 'c')
    await other.request('ping')
    expect([requests(one).length, requests(other).length]).toEqual([1, 0])
    take(one, 'busy')
    expect([await answered(one, 2), await answered(other, 1)]).toEqual([['a', 'b'], ['c']])
    expect(order).toEqual(['busy', 'a', 'c', 'b'])
  })

  test('one of many users waits once as much is theirs as is left, and others do not', async () => {
    const turns = new Turns(4)
    const [bob, ada] = [
      await guarded('plain', 'plain', { turns: turns.of('bob'), client: 'bob' }),
      await guarded('plain', 'plain', { turns: turns.of('ada'), client: 'ada' }),
    ]
    open.push(bob, ada)
    for (const client of [bob, ada]) {
      await client.open()
      await client.request('tools/list')
    }
    for (const id of ['one', 'two', 'three']) bob.send(silent(id))
    await bob.request('ping')
    expect(sentOn(bob)).toBe(2)
    expect(told(await call(ada, 'well'))).toBe('')
    expect(sentOn(bob)).toBe(2)
    take(bob, 'one')
    expect(await until(() => sentOn(bob) === 3)).toBe(true)
  })
})

describe('at each of its levels a limit of 5 in 10 s lets 5 of 8 calls pass', () => {
  const FIVE = { count: 5, withinMs: 10_000 }
  const READS = { setEffects: { echo: 'read', fail: 'read' } } as const

  test.each<[level: string, options: Options, reason: string]>([
    ['a tool', { budget: { calls: FIVE } }, 'too-many-calls'],
    ['a server', { budget: { allCalls: FIVE } }, 'too-many-of-server'],
    ['a client', { clientCalls: FIVE }, 'too-many-of-client'],
  ])('%s', async (_, options, reason) => {
    const clock = { at: 0 }
    const client = await guarded('plain', 'plain', { ...READS, ...options, now: () => clock.at })
    open.push(client)
    await client.open()
    const answers = await repeat(8, (index) => call(client, `n${index}`))
    expect(answers.map((answer) => told(answer) === '')).toEqual([...Array(5).fill(true), ...Array(3).fill(false)])
    expect(
      requests(client)
        .slice(5)
        .map(({ reasons }) => reasons),
    ).toEqual([[reason], [reason], [reason]])
    expect(sentOn(client)).toBe(5)
    clock.at = 2_000
    expect(told(await call(client, 'later'))).toBe('')
  })

  test('of a server all tools count, and what can do harm counts more', async () => {
    const budget: Budget = { allCalls: FIVE, costs: { write: 3 } }
    const client = await guarded('plain', 'plain', { setEffects: { echo: 'write' }, budget, now: () => 0 })
    open.push(client)
    await client.open()
    expect(told(await call(client, 'one'))).toBe('')
    expect(told(await call(client, 'two'))).toBe(
      'All calls of this server may cost 5 points in 10 s, and that is used up. Try again in 2 s. A person can allow more with `sallyport approve fixture --all-calls …`.',
    )
    expect(await client.request('resources/read', { uri: 'fixture://data/1' })).toHaveProperty('result')
  })

  test('of a client two servers count together, and another client does not', async () => {
    const shared = { ...READS, clientCalls: FIVE, calls: new SharedBucket(), now: () => 0 }
    const servers = [await guarded('plain', 'plain', shared), await guarded('plain', 'plain', shared)]
    const stranger = await guarded('plain', 'plain', { ...READS, clientCalls: FIVE, now: () => 0 })
    open.push(...servers, stranger)
    await Promise.all([...servers, stranger].map((client) => client.open()))
    const answers = await repeat(8, (index) => call(servers[index % 2]!, `n${index}`))
    expect(answers.map((answer) => told(answer) === '')).toEqual([...Array(5).fill(true), ...Array(3).fill(false)])
    expect(told(await call(stranger, 'well'))).toBe('')
  })
})

test('50 calls are stopped at the quota of a turn, and after a rest it goes on', async () => {
  const clock = { at: 0 }
  const client = await start({ turn: 49 }, clock)
  const answers = await repeat(50, (index) => call(client, `n${index}`))
  expect(answers.filter((answer) => told(answer) === '')).toHaveLength(49)
  expect(told(answers[49]!)).toContain('In one turn this server may be called 49 times')
  clock.at = bound('budget-turn-rest-ms')
  expect(told(await call(client, 'next turn'))).toBe('')
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
