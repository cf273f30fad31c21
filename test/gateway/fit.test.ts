// What is passed to a tool, and the structure that it answers with, are compared with the schemas that were approved.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/model/json.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { guarded, type Guarded } from './harness.ts'

let client: Guarded
beforeAll(async () => {
  client = await guarded('shapes', 'shapes')
  await client.open()
})
afterAll(() => client.close())

const measured = (given: Json): Promise<JsonObject> =>
  client.request('tools/call', { name: 'measure', ...(given === undefined ? {} : { arguments: given }) })

const last = () => client.events.filter((event) => event.type === 'message').at(-1)

describe('arguments', () => {
  test.each<[string, Json, string]>([
    ['of another type', { count: 'three' }, 'count'],
    ['below the least', { count: 0 }, 'count'],
    ['with a part', { count: 1.5 }, 'count'],
    ['without what is required', {}, 'count'],
    ['with a member that the schema rules out', { count: 1, note: 'from the conversation' }, 'note'],
    ['that are nothing', null, 'it is nothing'],
    ['in a form that a pattern rules out', { count: 1, unit: 'miles' }, 'unit'],
  ])('%s never reach the server, and the client is told where', async (_, given, place) => {
    const answer = await measured(given)
    expect(answer).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining('do not fit the schema') as string }] },
    })
    expect(JSON.stringify(answer)).toContain(place)
    expect(last()).toMatchObject({
      decision: 'deny',
      reasons: ['arguments-invalid'],
      findings: expect.arrayContaining([expect.stringMatching(/^misfit arguments(?:\/\w+)?: /)]) as string[],
    })
  })

  test('that are left out count as none', async () => {
    expect(await client.request('tools/call', { name: 'measure' })).toMatchObject({ result: { isError: true } })
  })

  test('that fit reach it', async () => {
    expect(await measured({ count: 3, unit: 'cm' })).toMatchObject({ result: { structuredContent: { length: 3 } } })
    expect(last()).toMatchObject({ decision: 'allow', findings: [] })
  })
})

describe('a structured answer', () => {
  test.each<[string, number]>([
    ['of another type', 13],
    ['that is missing', 14],
    ['of another type in what calls itself more than a result', 16],
    ['of another type beside a task that is none', 17],
    ['that is missing in what another era would call a question', 18],
  ])('%s is withheld', async (_, count) => {
    expect(await measured({ count })).toMatchObject({ error: { code: -32010 } })
    expect(last()).toMatchObject({
      decision: 'deny',
      reasons: ['result-invalid'],
      findings: [expect.stringMatching(/^misfit result(?:\/\w+)?: /)],
    })
  })

  test.each<[string, number, string, object]>([
    ['of another type is withheld', 19, 'long', { error: { code: -32010 } }],
    ['that fits passes', 20, 'short', { result: { structuredContent: { length: 3 } } }],
  ])('of a task %s', async (_, count, taskId, answer) => {
    expect(await measured({ count })).toMatchObject({ result: { task: { taskId } } })
    expect(await client.request('tasks/result', { taskId })).toMatchObject(answer)
  })

  test('is not asked of an error', async () => {
    expect(await measured({ count: 15 })).toMatchObject({ result: { isError: true } })
  })
})

test.each(['Text', 'text\0'])('an argument called %j is refused where one called "text" is known', async (name) => {
  const answer = await client.request('tools/call', { name: 'echo', arguments: { text: 'a', [name]: 'b' } })
  expect(answer).toMatchObject({ result: { isError: true } })
  expect(JSON.stringify(answer)).toContain('some servers read it as another one')
})

test('a call of a tool without such a schema passes with whatever it is given', async () => {
  expect(await client.request('tools/call', { name: 'echo', arguments: { text: 'a', more: 1 } })).toHaveProperty(
    'result',
  )
})

test('the policy `strict` refuses what a schema does not name', async () => {
  const strict = await guarded('plain', 'plain', { policy: new PolicyHere({ shipped: 'strict' }, 'tester') })
  await strict.open()
  const answer = await strict.request('tools/call', { name: 'echo', arguments: { text: 'a', more: 1 } })
  expect(JSON.stringify(answer)).toContain('no member of this name is known')
  await strict.close()
})
