// Grants for a time before a really confined server: what they let pass, what they never do, and how soon their end counts.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Clock, Power, TimedGrant } from '../../src/core/approval/timed-grant.ts'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import type { Pin } from '../../src/core/model/pin.ts'
import { type KeptGrants, keptGrants } from '../../src/flows/granting/kept.ts'
import { takeGrants } from '../../src/flows/granting/revoke.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { echoOf, giveTo } from './give.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const CALL = 'principal, action == Action::"tools/call", resource'
const ASKS = `${ALL}@id("may-i") @ask("may it echo?") forbid (${CALL});`
const DENIES = `${ALL}@id("never") @why("nothing is called") forbid (${CALL});`
const UNLESS = `${ALL}@id("granted-only") @why("only with a grant") forbid (${CALL}) unless { context.granted };`
const ASKS_OF_WORDS = `${ALL}@id("heard") @ask("after words of strangers") forbid (${CALL}) when { context.labels.contains("from:fixture") };`

let state = ''
let kept: KeptGrants
let client: Guarded | null
const clock: { shift: Partial<Clock> } = { shift: {} }

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'granted-'))
  client = null
  clock.shift = {}
  const real = keptGrants({ keys: join(state, 'keys'), state })
  const now = (): Clock => {
    const { uptimeMs, wallMs, boot } = real.clock()
    const { shift } = clock
    return {
      boot: shift.boot ?? boot,
      uptimeMs: uptimeMs + (shift.uptimeMs ?? 0),
      wallMs: wallMs + (shift.wallMs ?? 0),
    }
  }
  kept = { ...real, clock: now }
})
afterEach(async () => {
  await client?.close()
  await rm(state, { recursive: true, force: true })
})

async function start(policy: string, options: Options = {}): Promise<Guarded> {
  client = await guarded('plain', 'plain', {
    grants: kept,
    policy: new PolicyHere({ own: { set: 'own', text: policy, digest: 'd' } }, 'ada'),
    ...options,
  })
  await client.open({})
  return client
}

type Tool = ReturnType<typeof echoOf>
const give = (pin: Pin, power: Power, more: Partial<TimedGrant> = {}): Promise<TimedGrant> =>
  giveTo(kept, pin, power, more)

const revoked: EventBody[] = []
const revoke = (which: Parameters<typeof takeGrants>[0]): Promise<unknown> =>
  takeGrants(which, {
    by: 'ada',
    paths: { keys: join(state, 'keys'), state } as never,
    openRecorder: async () => ({
      record: (event) => revoked.push(event),
      durable: async (event) => revoked.push(event),
      hide: () => undefined,
      close: async () => undefined,
    }),
  })

const soon = (look: () => void | Promise<void>) => vi.waitFor(look, { timeout: 10_000, interval: 20 })
const call = (text = 'hello', name = 'echo'): Promise<JsonObject> =>
  client!.request('tools/call', { name, arguments: { text } })
const passes = (text?: string) => soon(async () => expect(await call(text)).toHaveProperty('result'))
const refusalOf = async (text?: string): Promise<string> => ((await call(text)).error as { message: string }).message
const eventsOf = <T extends EventBody['type']>(type: T): Extract<EventBody, { type: T }>[] =>
  client!.events.filter((event) => event.type === type) as never
const calls = () =>
  eventsOf('message').filter(
    ({ kind, method, direction }) => kind === 'request' && method === 'tools/call' && direction === 'upstream',
  )

test('what the policy asks about passes under a grant, and both stand in the log with the set that decided', async () => {
  const { pin } = await start(ASKS)
  expect(await refusalOf()).toContain('nobody is asked about it here')
  const grant = await give(pin, echoOf(pin))
  await passes()
  const last = calls().at(-1)!
  expect(last).toMatchObject({
    decision: 'allow',
    reasons: ['granted'],
    grant: grant.id,
    policy: { set: 'own', digest: 'd', statements: ['may-i'] },
  })
  expect(eventsOf('grant')).toMatchObject([{ outcome: 'used', id: grant.id, power: 'the tool "echo"', by: 'ada' }])
  expect(client!.events[eventsOf('grant')[0]!.of - 1]).toBe(last)
})

test('a grant of some values covers these and no others, to the last digit', async () => {
  const { pin } = await start(ASKS)
  await give(pin, echoOf(pin, { passed: [{ pointer: '/text', value: '"hello"' }] }))
  await passes('hello')
  for (const text of ['hello ', 'Hello', '']) expect(await refusalOf(text)).toContain('nobody is asked')
})

test.each<[string, Partial<TimedGrant>, Partial<Tool>]>([
  ['another server', { server: 'other' }, {}],
  ['another user', { user: 'eve' }, {}],
  ['another approval', { pin: 'sha256:0' }, {}],
  ['another tool', {}, { tool: 'fail' }],
  ['the tool in other words', {}, { definitions: ['sha256:0'] }],
])('a grant for %s covers nothing here', async (_, more, tool) => {
  const { pin } = await start(ASKS)
  await give(pin, echoOf(pin, tool), more)
  // Whoever sees this one has read the file.
  await give(pin, echoOf(pin, { passed: [{ pointer: '/text', value: '"seen"' }] }))
  await passes('seen')
  expect(await refusalOf('hello')).toContain('nobody is asked')
})

test('what the policy denies stays denied', async () => {
  const { pin } = await start(DENIES, { held: { tools: ['echo'] } })
  await give(pin, echoOf(pin))
  await soon(async () => expect(await refusalOf()).toContain('The policy forbids this: nothing is called'))
})

test('what is asked because of the words of the conversation no grant answers', async () => {
  const { pin } = await start(`${ASKS_OF_WORDS}\n@id("may-i") @ask("may it?") forbid (${CALL});`)
  await give(pin, echoOf(pin))
  await passes()
  expect(await refusalOf()).toContain('after words of strangers')
  expect(calls().map(({ reasons }) => reasons[0])).toEqual(expect.arrayContaining(['granted', 'needs-approval']))
})

test('a policy can say: only with a grant', async () => {
  const { pin } = await start(UNLESS)
  expect(await refusalOf()).toContain('only with a grant')
  await give(pin, echoOf(pin))
  await passes()
  await revoke('all')
  await soon(async () => expect(await refusalOf()).toContain('only with a grant'))
})

test('a tool that the approval holds back needs one, and the refusal says the command; other tools do not', async () => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  expect(await refusalOf()).toContain('`sallyport grant fixture --tool echo --ttl 30m --purpose …`')
  expect(await call('x', 'fail')).toMatchObject({ error: { message: 'failed on purpose' } })
  expect(calls().map(({ reasons }) => reasons[0])).toEqual(['grant-needed', expect.any(String)])
  const grant = await give(pin, echoOf(pin))
  await passes()
  expect(eventsOf('grant')).toMatchObject([{ outcome: 'used', id: grant.id }])
})

test('the client sees a tool that is held back, so that it can ask for it', async () => {
  await start(ALL, { held: { tools: ['echo'] } })
  expect(JSON.stringify(await client!.request('tools/list'))).toContain('"echo"')
})

test('where the class of a tool wants a second factor, only a grant that was given with one covers it', async () => {
  const approvals = {
    ...{ waitMs: 0, byForm: false, newId: () => '', since: async () => [], remember: async () => undefined },
    ask: async () => ({ kind: 'late' }) as const,
  }
  const { pin } = await start(ASKS, {
    effects: { echo: { effect: 'pay', reason: '' } },
    approvals: { ...approvals, stepUp: ['pay'] },
  })
  await give(pin, echoOf(pin, { passed: [{ pointer: '/text', value: '"plain"' }] }))
  await give(pin, echoOf(pin, { passed: [{ pointer: '/text', value: '"proven"' }], stepUp: true }))
  await passes('proven')
  expect(await refusalOf('plain')).toContain('nobody is asked')
})

/** A call with progress that never ends by itself; resolves when the server has begun. */
async function openStream(id: string): Promise<void> {
  const params = { name: 'echo', arguments: { text: 'ticking' }, _meta: { progressToken: `t-${id}` } }
  client!.send({ id, method: 'tools/call', params })
  for (;;) {
    const { method, error } = await client!.next()
    if (error !== undefined) throw new Error(JSON.stringify(error))
    if (method === 'notifications/progress') return
  }
}

async function answerTo(id: string): Promise<JsonObject> {
  for (;;) {
    const message = await client!.next()
    if (message.id === id) return message
  }
}

test('revoked while its call streams: cancelled at the server, refused to the client, and no progress after', async () => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  const grant = await give(pin, echoOf(pin))
  await passes()
  await openStream('long')
  await revoke({ id: grant.id })
  expect(await answerTo('long')).toMatchObject({
    error: { message: expect.stringContaining('The grant under which this call was made has ended') },
  })
  // The server has heard of it, and whatever it sent meanwhile reached nobody.
  const heard: JsonObject[] = []
  for (;;) {
    heard.push(await client!.next())
    if ((heard.at(-1)!.params as JsonObject | undefined)?.['data'] === 'stopped') break
  }
  expect(heard.map(({ method }) => method)).toEqual(['notifications/message'])
  const dropped = eventsOf('outcome').filter(({ outcome, detail }) => outcome === 'dropped' && detail === 'grant-ended')
  expect(dropped.length).toBeGreaterThan(0)
  expect(await refusalOf()).toContain('sallyport grant fixture')
  const [ended] = eventsOf('outcome').filter(({ outcome, detail }) => outcome === 'refused' && detail === 'grant-ended')
  expect(client!.events[ended!.of - 1]).toMatchObject({ type: 'message', grant: grant.id, method: 'tools/call' })
  expect(revoked).toContainEqual(
    expect.objectContaining({ type: 'grant', outcome: 'revoked', id: grant.id, by: 'ada' }),
  )
})

test('a call that needs no grant goes on when one that covers it is revoked', async () => {
  const { pin } = await start(ALL)
  const grant = await give(pin, echoOf(pin))
  await give(pin, echoOf(pin, { tool: 'fail' }))
  await passes()
  await openStream('long')
  await revoke({ id: grant.id })
  client!.send({ method: 'notifications/cancelled', params: { requestId: 'long' } })
  for (;;) {
    const { id, params } = await client!.next()
    expect(id).not.toBe('long')
    if ((params as JsonObject | undefined)?.['data'] === 'stopped') break
  }
  expect(eventsOf('grant')).toEqual([])
})

test('its time ends it as a revocation does, and that stands in the log', async () => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  const grant = await give(pin, echoOf(pin))
  await passes()
  await openStream('long')
  clock.shift = { uptimeMs: 600_000 }
  expect(await answerTo('long')).toHaveProperty('error')
  await soon(() =>
    expect(eventsOf('grant').at(-1)).toMatchObject({
      outcome: 'expired',
      id: grant.id,
      detail: 'its time is over',
    }),
  )
  await soon(async () => expect(await kept.read()).toEqual([]))
})

test.each<[string, Partial<Clock>]>([
  ['set ahead', { wallMs: 600_000 }],
  ['set back', { wallMs: -60_000 }],
  ['of another start of the machine', { boot: 'another' }],
])('a clock that is %s ends it', async (_, shift) => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  await give(pin, echoOf(pin))
  await passes()
  clock.shift = shift
  await soon(async () => expect(await refusalOf()).toContain('sallyport grant fixture'))
})

test.each<[string, string]>([
  ['was not written with the key', 'x\n{"grants":[]}\n'],
  ['is too long', 'x'.repeat(3 * 1024 ** 2)],
])('a file that %s gives nothing, and says so with the command', async (_, text) => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  await give(pin, echoOf(pin))
  await passes()
  await writeFile(join(state, 'grants.sealed'), text, { mode: 0o600 })
  await soon(async () => expect(await refusalOf()).toContain('sallyport grant fixture'))
  expect(client!.said.join('\n')).toContain('Take it away with `sallyport revoke --all`')
  await revoke('all')
  await give(pin, echoOf(pin))
  await passes()
})

test('an old file that is put back after its grant was revoked gives nothing to what runs, and that is said', async () => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  await give(pin, echoOf(pin))
  await passes()
  const path = join(state, 'grants.sealed')
  const old = await readFile(path)
  await revoke('all')
  await soon(async () => expect(await refusalOf()).toContain('sallyport grant fixture'))
  await writeFile(path, old, { mode: 0o600 })
  await soon(async () => expect(client!.said.join('\n')).toContain('is older than the one that was last written here'))
  expect(await refusalOf()).toContain('sallyport grant fixture')
  await revoke('all')
  await give(pin, echoOf(pin))
  await passes()
})

test('quarantine ends what a grant covers as everything else', async () => {
  const { pin } = await start(ALL, { held: { tools: ['echo'] } })
  await give(pin, echoOf(pin))
  await passes()
  const mark = { at: '2026-01-01T00:00:00.000Z', by: 'ada', reason: '' }
  client!.changeLock({ lockfileVersion: 1, serial: 2, pins: { fixture: pin }, quarantined: { fixture: mark } })
  expect(await client!.ended).toBe(1)
})
