// The policy in the path of messages: it takes away what the fixed checks allow, says why, and is in the log. Without an engine
// or with a broken set nothing that needs power passes.
import { afterEach, describe, expect, test } from 'vitest'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { cardNumber, privateKey, seedPhrase } from '../../src/core/rules/message/sensitive-samples.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { SHIPPED } from '../../src/io/engine/policies.data.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

async function start(policy: PolicyHere, mode = 'plain', options: Options = {}): Promise<Guarded> {
  const client = await guarded(mode, mode, { policy, ...options })
  open.push(client)
  await client.open({ sampling: {} })
  return client
}

const ALL = '@id("all") permit (principal, action, resource);\n'
const own = (text: string): PolicyHere => new PolicyHere({ own: { set: 'own', text: ALL + text, digest: 'd' } }, 'ada')
const call = async (client: Guarded, args: JsonObject = { text: 'hello' }): Promise<JsonObject> =>
  client.request('tools/call', { name: 'echo', arguments: args })
const calls = ({ events }: Guarded): Extract<EventBody, { type: 'message' }>[] =>
  events.filter(
    (event) => event.type === 'message' && event.method === 'tools/call' && event.kind === 'request',
  ) as never

test('the balanced set permits an ordinary call, and the log names the set, its digest and the statement', async () => {
  const client = await start(new PolicyHere({ shipped: 'balanced' }, 'ada'))
  expect(await call(client)).toHaveProperty('result')
  const policy = { set: 'balanced', digest: SHIPPED.balanced, statements: ['approved-use'] }
  expect(calls(client)).toMatchObject([{ decision: 'allow', policy }])
})

test('what a statement forbids is refused with its words, and the server never hears it', async () => {
  const text = `@id("no-hello") @why("greetings are forbidden here") forbid (principal, action, resource == Tool::"fixture/echo")
    when { context.arguments.hasTag("/text") && context.arguments.getTag("/text") like "hello*" };`
  const client = await start(own(text))
  const { error } = (await call(client)) as { error: JsonObject }
  expect(error).toMatchObject({
    code: -32010,
    message: 'The policy forbids this: greetings are forbidden here. See `sallyport policy explain no-hello`.',
  })
  expect(await call(client, { text: 'bye' })).toHaveProperty('result')
  expect(calls(client)).toMatchObject([
    { decision: 'deny', reasons: ['policy-forbids'], policy: { set: 'own', digest: 'd', statements: ['no-hello'] } },
    { decision: 'allow' },
  ])
})

test('where several statements forbid, all of them are named, up to a bound', async () => {
  const never = (id: string): string =>
    `@id("${id}") @why("${id} says so") forbid (principal, action == Action::"tools/call", resource) when { context.trust == "pinned" };`
  const two = await start(own(never('one') + never('two')))
  expect(await call(two)).toMatchObject({
    error: {
      message:
        'The policy forbids this: one says so; two says so (statements one, two). See `sallyport policy explain one`.',
    },
  })
  const eight = await start(own(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(never).join('\n')))
  const { error } = (await call(eight)) as { error: JsonObject }
  expect(error['message']).toContain('e says so; and 3 more (statements a, b, c, d, e, and 3 more)')
})

test('what a person would have to answer is refused where nobody is asked', async () => {
  const client = await start(
    own('@id("may-i") @ask("may it echo?") forbid (principal, action == Action::"tools/call", resource);'),
  )
  const { error } = (await call(client)) as { error: JsonObject }
  expect(error['message']).toBe(
    'The policy lets a person decide this, and nobody is asked about it here, so it is refused: may it echo. See `sallyport policy explain may-i`.',
  )
  expect(calls(client)).toMatchObject([{ decision: 'ask', reasons: ['needs-approval'] }])
})

test.each([
  ['the user', 'principal in User::"ada", action == Action::"tools/call", resource', 'true'],
  ['the server', 'principal, action == Action::"tools/call", resource in Server::"fixture"', 'true'],
  ['the environment', 'principal, action == Action::"tools/call", resource', 'context.environment == "dev"'],
  ['the trust', 'principal, action in Action::"use", resource', 'context.trust == "pinned"'],
  ['the effect class', 'principal, action == Action::"tools/call", resource', 'context.effect != "none"'],
])('a statement can look at %s', async (_, scope, condition) => {
  const client = await start(own(`@id("no") forbid (${scope}) when { ${condition} };`))
  expect(await call(client)).toHaveProperty('error')
})

test.each([
  ['read', 'result'],
  ['pay', 'error'],
] as const)('policies go by the effect class that a person set: %s', async (effect, member) => {
  const text =
    '@id("no") forbid (principal, action == Action::"tools/call", resource) when { context.effect != "read" };'
  const client = await start(own(text), 'plain', { setEffects: { echo: effect } })
  expect(await call(client)).toHaveProperty(member)
})

test('a list can be forbidden like anything else', async () => {
  const client = await start(own('@id("no-lists") forbid (principal, action in Action::"list", resource);'))
  expect(await client.request('tools/list')).toMatchObject({ error: { message: expect.stringContaining('no-lists') } })
})

test.each([
  [
    'is not there',
    () => {
      throw new Error('no such file')
    },
  ],
  [
    'throws',
    () =>
      ({
        parse: () => {
          throw new WebAssembly.RuntimeError('unreachable')
        },
      }) as never,
  ],
])('an engine that %s denies, and says so', async (_, loadEngine) => {
  const client = await start(new PolicyHere({ shipped: 'balanced' }, 'ada', loadEngine))
  expect(await call(client, { text: privateKey() })).toMatchObject({
    error: { message: expect.stringContaining('The policy could not decide this') },
  })
  expect(calls(client)).toMatchObject([{ decision: 'deny', reasons: ['policy-broken'], policy: { set: 'none' } }])
  expect(await client.request('ping')).toHaveProperty('result')
})

test('a set with a mistake is told before the server starts, with its place', async () => {
  const client = await guarded('plain', 'plain', {
    policy: own('@id("b") forbid (principal, action, resource) when { context.efect == "a" };'),
  })
  const answer = await client.request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 't', version: '1' },
  })
  expect(answer).toMatchObject({
    error: { message: expect.stringContaining('"own" line 2, column 54: attribute `efect`') },
  })
  void client.close()
  expect(await client.ended).toBe(2)
  expect(client.events.map(({ type }) => type)).not.toContain('launch')
})

const SILENT = `@id("nobody-reached") @why("servers do not speak to the model") forbid (principal, action in Action::"reach", resource);`

test('a server that asks the model is refused, in the legacy era', async () => {
  const client = await start(own(SILENT), 'plain', { allow: ['sampling-unseen'] })
  expect(JSON.stringify(await call(client, { text: 'ask-sampling' }))).toContain('The policy forbids this')
  expect(client.events).toContainEqual(
    expect.objectContaining({ method: 'sampling/createMessage', decision: 'deny', reasons: ['policy-forbids'] }),
  )
})

test.each([
  [SILENT, false],
  ['', true],
])('and in the modern era, where it asks by an answer: %s', async (text, passes) => {
  const client = await guarded('plain', 'plain', { policy: own(text), allow: ['sampling-unseen'] })
  open.push(client)
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
    'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
  }
  const answer = await client.request('tools/call', { name: 'echo', arguments: { text: 'input-required' }, _meta })
  expect('result' in answer).toBe(passes)
})

test.each([
  ['without conditions', '', false],
  ['by its arguments', 'when { context.arguments.hasTag("/text") }', true],
])('a tool that is forbidden %s: whether lists show it', async (_, condition, isShown) => {
  const client = await start(
    own(`@id("no") forbid (principal, action, resource == Tool::"fixture/echo") ${condition};`),
  )
  const list = JSON.stringify(await client.request('tools/list'))
  expect(list.includes('"echo"')).toBe(isShown)
  expect(list).toContain('"result"')
  expect(await call(client)).toHaveProperty('error')
})

describe('where somebody else is served than the owner of the policy', () => {
  const text = `${ALL}@id("admins-only") forbid (principal, action, resource == Tool::"fixture/echo")
    unless { principal in Group::"admins" };`
  const served = (groups: readonly string[]): Promise<Guarded> =>
    start(
      new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'https://id.example#bob', undefined, {
        groups,
        client: 'http',
        isOwner: false,
      }),
    )

  test('a tool that the policy hides from them is one that is not there', async () => {
    const client = await served(['staff'])
    expect(JSON.stringify(await client.request('tools/list'))).not.toContain('"echo"')
    const { error } = (await client.request('tools/call', { name: 'nowhere', arguments: {} })) as { error: JsonObject }
    expect(await call(client)).toMatchObject({ error })
    expect(await call(client, { text: 7 })).toMatchObject({ error })
    expect(calls(client).map(({ reasons }) => reasons[0])).toEqual(['item-unknown', 'item-hidden', 'item-hidden'])
  })

  test('and what is only for those who start a server themselves is not for them', async () => {
    const here = `${ALL}@id("here") forbid (principal, action == Action::"tools/call", resource) unless { context.network == "local" };`
    const asked = { groups: [], client: 'http', isOwner: false } as const
    const given = { own: { set: 'own', text: here, digest: 'd' } }
    expect(await call(await start(new PolicyHere(given, 'bob', undefined, asked)))).toHaveProperty('error')
    expect(await call(await start(new PolicyHere(given, 'ada')))).toHaveProperty('result')
  })

  test('and those who may use it see it', async () => {
    const client = await served(['admins'])
    expect(JSON.stringify(await client.request('tools/list'))).toContain('"echo"')
    expect(await call(client)).toHaveProperty('result')
  })
})

describe('what is passed and not for everybody', () => {
  const echoing = (client: Guarded, text: string): Promise<JsonObject> =>
    client.request('tools/call', { name: 'echo', arguments: { text } })

  test.each([
    ['a private key', privateKey(), 'keys-stay'],
    ['the words of a wallet', seedPhrase(), 'keys-stay'],
    ['a card', cardNumber(), 'numbers-of-people'],
  ])('%s never reaches a server', async (_, text, statement) => {
    const client = await start(new PolicyHere({ shipped: 'balanced' }, 'tester'))
    expect(await echoing(client, `It is ${text}`)).toHaveProperty('error')
    expect(calls(client)).toMatchObject([{ policy: { statements: [statement] } }])
    expect(JSON.stringify(client.events)).not.toContain(text)
  })

  test.each<[string, JsonObject]>([
    ['as a file', { blob: privateKey() }],
    ['packed as a file', { blob: Buffer.from(`${privateKey()}\0`).toString('base64') }],
    ['as the data of a picture', { type: 'image', data: privateKey() }],
    ['inside of such data', { type: 'image', data: { of: [privateKey()] } }],
  ])('a private key does not either %s', async (_, given) => {
    const client = await start(new PolicyHere({ shipped: 'balanced' }, 'tester'))
    expect(await client.request('tools/call', { name: 'echo', arguments: given })).toHaveProperty('error')
    expect(calls(client)).toMatchObject([{ policy: { statements: ['keys-stay'] } }])
    expect(JSON.stringify(client.events)).not.toContain(privateKey().split('\n')[1])
  })

  test('unless it may be shown to it', async () => {
    const client = await start(new PolicyHere({ shipped: 'balanced' }, 'tester'), 'plain', { pass: ['personal'] })
    expect(await echoing(client, `It is ${cardNumber()}`)).toHaveProperty('result')
  })
})
