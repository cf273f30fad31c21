// A server that shows one catalogue to us and another to the client, or changes while calls wait. Nothing slips through.
import { afterEach, describe, expect, test } from 'vitest'
import { isObject, type JsonObject } from '../../src/core/model/json.ts'
import { guarded, type Guarded } from './harness.ts'

const running: Guarded[] = []
async function start(...args: Parameters<typeof guarded>): Promise<Guarded> {
  const made = await guarded(...args)
  running.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})
const call = (text: string, name = 'echo'): JsonObject => ({ name, arguments: { text } })
const names = ({ result }: JsonObject): unknown =>
  isObject(result) && Array.isArray(result.tools)
    ? (result.tools as { name: string }[]).map(({ name }) => name)
    : result
const comparisons = ({ events }: Guarded): number => events.filter(({ type }) => type === 'catalogue').length

describe('pages', () => {
  test('an unchanged second page passes, and its tool works', async () => {
    const client = await start('paged', 'plain')
    await client.open()
    expect(names(await client.request('tools/list', { cursor: 'two' }))).toEqual(['fail'])
    expect(await client.request('tools/call', call('x', 'fail'))).toMatchObject({
      error: { message: 'failed on purpose' },
    })
  })

  test('a tool that changed on the second page is withheld there and in calls, and the first page is not', async () => {
    const client = await start('paged-rug', 'plain')
    await client.open()
    expect(names(await client.request('tools/list'))).toEqual(['echo'])
    expect(names(await client.request('tools/list', { cursor: 'two' }))).toEqual([])
    expect(await client.request('tools/call', call('x', 'fail'))).toMatchObject({ error: { code: -32010 } })
    expect(await client.request('tools/call', call('x'))).toHaveProperty('result')
  })

  test.each(['paged-loop', 'paged-twice', 'vast'])('%s is no usable catalogue', async (mode) => {
    const client = await start(mode, 'plain')
    await client.open()
    expect(await client.request('tools/call', call('x'))).toMatchObject({ error: { code: -32011 } })
    expect(JSON.stringify(client.events)).toContain('catalogue-unanswered')
  })
})

describe('resources', () => {
  test('of an origin that nobody approved are neither listed nor read', async () => {
    const client = await start('new-origin', 'plain')
    await client.open()
    expect(JSON.stringify(await client.request('resources/list'))).not.toContain('evil')
    expect(await client.request('resources/read', { uri: 'evil://data/7' })).toMatchObject({ error: { code: -32010 } })
    expect(await client.request('resources/subscribe', { uri: 'evil://data/7' })).toMatchObject({
      error: { code: -32010 },
    })
    const ref = { type: 'ref/resource', uri: 'evil://data/{id}' }
    expect(await client.request('completion/complete', { ref, argument: { name: 'id', value: '' } })).toMatchObject({
      error: { code: -32010 },
    })
    expect(await client.request('resources/read', { uri: 'fixture://data/1' })).toHaveProperty('result')
  })

  test('of another origin that no list holds are the server’s to answer: results link to such', async () => {
    const client = await start('plain')
    await client.open()
    expect(await client.request('resources/read', { uri: 'linked://x' })).toHaveProperty('result')
  })
})

describe('prompts', () => {
  test.each([
    ['prompts/get', { name: 'nobody' }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'nobody' }, argument: { name: 'a', value: '' } }],
  ])('%s of one that nobody approved is refused', async (method, params) => {
    const client = await start('plain')
    await client.open()
    expect(await client.request(method, params)).toMatchObject({ error: { code: -32602 } })
  })
})

describe('a server whose words about itself changed', () => {
  test('does not reach the model either: its sampling is refused', async () => {
    const client = await start('new-words', 'plain', { allow: ['sampling-unseen'] })
    await client.open({ sampling: {} })
    expect(await client.request('tools/call', call('x'))).toMatchObject({ error: { code: -32010 } })
    expect(await client.request('ping')).toHaveProperty('result')
    await client.close()
    const refused = client.events.filter(
      (event) => event.type === 'message' && event.method === 'sampling/createMessage',
    )
    expect(refused).toMatchObject([{ decision: 'deny', reasons: ['server-drifted'] }])
  })
})

// Both take as long as the wait for lists may be.
describe.concurrent('a server', () => {
  test('that says without end that its lists changed is compared a bounded number of times, and its calls are refused in the end', async ({
    onTestFinished,
  }) => {
    const client = await guarded('restless', 'plain')
    onTestFinished(async () => void (await client.close()))
    await client.open()
    expect(await client.request('tools/call', call('x'))).toMatchObject({ error: { code: -32011 } })
    expect(comparisons(client)).toBeLessThanOrEqual(30)
  })

  test('that never lists: calls are refused after the wait, pings are not kept', async ({ onTestFinished }) => {
    const client = await guarded('mute-lists', 'plain')
    onTestFinished(async () => void (await client.close()))
    await client.open()
    client.send({ id: 'waits', method: 'tools/call', params: call('x') })
    expect(await client.request('ping')).toHaveProperty('result')
    expect(await client.next()).toMatchObject({ id: 'waits', error: { code: -32011 } })
  })
})

test('calls past the bound are refused at once, and those that wait keep their order', async () => {
  const client = await start('changes-on-call', 'plain')
  await client.open()
  for (let id = 1; id <= 300; id += 1) client.send({ id, method: 'tools/call', params: call(`n${id}`) })
  const answers: JsonObject[] = []
  while (answers.length < 300) {
    const message = await client.next()
    if (message.id !== undefined) answers.push(message)
  }
  const passed = answers.filter((answer) => answer.result !== undefined).map(({ id }) => id as number)
  expect(answers.length - passed.length).toBeLessThanOrEqual(300 - 256)
  expect(passed).toEqual(passed.toSorted((a, b) => a - b))
})

test('an opening answered with a revision that nobody knows is refused', async () => {
  const client = await start('future', 'plain')
  expect(await client.open()).toMatchObject({ error: { code: -32022 } })
})

test.each(['tasks/get', 'tasks/result', 'tasks/list', 'tasks/cancel'])(
  '%s belongs to one revision, and waits for the comparison like a call',
  async (method) => {
    const older = await start('plain')
    await older.open({}, '2025-06-18')
    expect(await older.request(method, { taskId: 't' })).toMatchObject({ error: { code: -32601 } })
    const drifted = await start('new-words', 'plain')
    await drifted.open()
    expect(await drifted.request(method, { taskId: 't' })).toMatchObject({ error: { code: -32010 } })
  },
)

test.each([
  { capabilities: { elicitation: {} }, reaches: false },
  { capabilities: { elicitation: { url: {} } }, reaches: true },
])('an elicitation by URL reaches only who declared that: $reaches', async ({ capabilities, reaches }) => {
  const client = await start('plain', 'plain', { allow: ['elicitation'] })
  await client.open(capabilities)
  client.send({ id: 1, method: 'tools/call', params: call('ask-url') })
  const first = await client.next()
  expect(first.method === 'elicitation/create').toBe(reaches)
  if (!reaches) expect(JSON.stringify(first)).toContain('did not offer')
})
