// Null that models write for what they leave out (`approve --omit-nulls`): refused unless it was approved to be left out, and then what
// is judged, asked about and recorded is what the server gets.
import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { modernMeta } from '../../src/core/protocol/modern/meta.ts'
import type { Approvals } from '../../src/flows/approvals/ask.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { sha256 } from '../../src/io/file/sha256.ts'
import { guarded, type Guarded, type Options } from './harness.ts'

const running: Guarded[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

async function start(options: Options = { omitNulls: true }, mode = 'optional'): Promise<Guarded> {
  const client = await guarded(mode, mode, options)
  running.push(client)
  return client
}
async function opened(options?: Options): Promise<Guarded> {
  const client = await start(options)
  await client.open()
  return client
}

const calling = (given: JsonObject, name = 'order'): JsonObject => ({ name, arguments: given })
const order = (client: Guarded, given: JsonObject): Promise<JsonObject> => client.request('tools/call', calling(given))
const got = (given: JsonObject): JsonObject => ({ result: { content: [{ text: JSON.stringify(given) }] } })
const calls = ({ events }: Guarded) =>
  events.flatMap((event) =>
    event.type === 'message' && event.kind === 'request' && event.target === 'order' ? [event] : [],
  )
const UNFIT = {
  result: { isError: true, content: [{ text: expect.stringContaining('do not fit the schema') as string }] },
}

test('is refused where nobody approved that it is left out', async () => {
  const client = await opened({})
  expect(await order(client, { text: 'tea', size: null })).toMatchObject(UNFIT)
  expect(calls(client)).toMatchObject([
    {
      decision: 'deny',
      reasons: ['arguments-invalid'],
      findings: [expect.stringMatching(/^misfit arguments\/size: /)],
    },
  ])
})

describe('with an approval', () => {
  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['is left out where an argument takes none', { text: 'tea', size: null }, { text: 'tea' }, ['/size']],
    [
      'is left out inside of one too',
      { gift: { from: null, to: 'ada' }, size: null, text: 'tea' },
      { gift: { to: 'ada' }, text: 'tea' },
      ['/gift/from', '/size'],
    ],
    ['stays where an argument takes it', { text: 'tea', note: null }, { text: 'tea', note: null }, []],
  ])('%s', async (_, given, passed, omitted) => {
    const client = await opened()
    expect(await order(client, given)).toMatchObject(got(passed))
    const [call] = calls(client)
    expect(call).toMatchObject({
      decision: 'allow',
      reasons: omitted.length > 0 ? ['nulls-omitted', 'approved'] : ['approved'],
      findings: omitted.map((at) => `omitted arguments${at}: null, which its schema does not take`),
    })
    expect(JSON.parse(call!.body)).toMatchObject({ params: { arguments: passed } })
    expect([call!.digest, call!.bytes]).toEqual([sha256(call!.body), call!.body.length])
    const detail = omitted.length > 0 ? `omitted: ${omitted.length} of null` : ''
    await expect
      .poll(() => client.events)
      .toContainEqual(expect.objectContaining({ type: 'outcome', outcome: 'sent', detail }))
  })

  test.each<[string, JsonObject, string]>([
    ['that an argument must not be', { text: null }, 'text'],
    ['that a part of one must not be', { text: 'tea', gift: { to: null } }, 'gift'],
    ['of a name that the schema does not have', { text: 'tea', sugar: null }, 'sugar'],
    ['beside something else that does not fit', { text: 'tea', size: null, note: 5 }, 'note'],
  ])('%s is refused all the same', async (_, given, place) => {
    const client = await opened()
    const answer = await order(client, given)
    expect(answer).toMatchObject(UNFIT)
    expect(JSON.stringify(answer)).toContain(place)
    expect(calls(client)).toMatchObject([{ decision: 'deny', reasons: ['arguments-invalid'] }])
  })

  test('is told of where it was, up to a bound', async () => {
    const client = await opened()
    const parts = Array.from({ length: 14 }, () => ({ of: null }))
    expect(await order(client, { text: 'tea', parts })).toMatchObject(
      got({ text: 'tea', parts: parts.map(() => ({})) }),
    )
    const { findings } = calls(client)[0]!
    expect(findings).toHaveLength(11)
    expect([findings[9], findings[10]]).toEqual([
      'omitted arguments/parts/9/of: null, which its schema does not take',
      'omitted 4 more of null',
    ])
  })

  test('everything else goes on as it was written', async () => {
    const client = await opened()
    client.write(
      `${'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"order","arguments":{"size":1.0,"text":"a\\u2028null","gift":null}}}'}\n`,
    )
    expect(await client.next()).toMatchObject({ id: 7, ...got({ size: 1, text: 'a\u2028null' }) })
    expect(calls(client)[0]!.body).toBe(
      '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"order","arguments":{"size":1.0,"text":"a\\u2028null"}}}',
    )
  })

  test('the policy decides over what is left', async () => {
    const text = `@id("all") permit (principal, action, resource);
@id("no-size") forbid (principal, action == Action::"tools/call", resource) when { context.arguments.hasTag("/size") };`
    const client = await opened({
      omitNulls: true,
      policy: new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada'),
    })
    expect(await order(client, { text: 'tea', size: null })).toMatchObject(got({ text: 'tea' }))
    expect(await order(client, { text: 'tea', size: 1 })).toHaveProperty('error')
  })

  test('a person is asked about what is left, and what they allow is that', async () => {
    const text = `@id("all") permit (principal, action, resource);
@id("may-i") @ask("may it?") forbid (principal, action == Action::"tools/call", resource);`
    const shown: string[] = []
    const approvals: Approvals = {
      ...{ waitMs: 10_000, byForm: false, stepUp: [], newId: () => 'q' },
      since: async () => [],
      remember: async () => undefined,
      ask: async (_id, { passed }) => {
        shown.push(passed)
        return { kind: 'allowed', scope: 'session', by: 'ada' }
      },
    }
    const policy = new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada')
    const client = await opened({ omitNulls: true, policy, approvals })
    expect(await order(client, { text: 'tea', size: null })).toMatchObject(got({ text: 'tea' }))
    expect(shown.map((passed) => JSON.parse(passed) as JsonObject)).toEqual([calling({ text: 'tea' })])
    // The same call in other words is the same call.
    expect(await order(client, { text: 'tea' })).toMatchObject(got({ text: 'tea' }))
    expect(shown).toHaveLength(1)
    expect(calls(client).map(({ decision, findings }) => [decision, findings.length])).toEqual([
      ['ask', 1],
      ['allow', 1],
      ['allow', 0],
    ])
  })
})

describe('in a call with a question inside', () => {
  const FORM = {
    method: 'elicitation/create',
    params: { message: 'Which?', requestedSchema: { type: 'object', properties: {} } },
  }
  const given = { text: `ask ${JSON.stringify(FORM)}`, size: null }
  const modern = (params: JsonObject): JsonObject => ({ ...params, _meta: modernMeta({ elicitation: { form: {} } }) })

  test.each([
    ['a modern', 'optional', 'a'],
    ['a legacy', 'legacy-only-optional', 'question-1'],
  ])('of %s server is left out of the retry as well', async (_, mode, name) => {
    const client = await start({ omitNulls: true, allow: ['elicitation'] }, mode)
    const asked = await client.request('tools/call', modern(calling(given)))
    expect(asked).toMatchObject({ result: { resultType: 'input_required' } })
    const { requestState } = asked.result as JsonObject
    const back = {
      inputResponses: { [name]: { action: 'accept', content: {} } },
      ...(requestState !== undefined && { requestState }),
    }
    const done = await client.request('tools/call', modern({ ...calling(given), ...back }))
    expect(done).toMatchObject({ result: { resultType: 'complete' } })
    for (const { body, reasons } of calls(client)) {
      expect(reasons).toContain('nulls-omitted')
      expect(body).not.toContain('"size"')
    }
  })
})
