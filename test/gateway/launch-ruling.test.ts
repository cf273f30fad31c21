// Before a server starts: what the policy says of it, what its approval holds back, and whose label it has. Each is refused with
// the reason and the command, before anything of it runs; and what it was started under ends it.
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Power } from '../../src/core/approval/timed-grant.ts'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import type { Environment } from '../../src/core/model/pin.ts'
import { type Profile, PROFILES } from '../../src/core/lock/profile.ts'
import { type KeptGrants, keptGrants } from '../../src/flows/granting/kept.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { loadCedar } from '../../src/io/engine/cedar.ts'
import { giveTo } from './give.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const LAUNCH = 'principal, action == Action::"launch", resource'
const SECRETS = [{ name: 'API_KEY', ref: 'cmd:/printer' }]

let state = ''
let kept: KeptGrants
let open: Guarded[]
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'launch-'))
  kept = keptGrants({ keys: join(state, 'keys'), state })
  open = []
})
afterEach(async () => {
  await Promise.all(open.map((client) => client.close()))
  await rm(state, { recursive: true, force: true })
})

const own = (text: string): PolicyHere => new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada')

async function start(options: Options = {}): Promise<Guarded> {
  const client = await guarded('plain', 'plain', { grants: kept, ...options })
  open.push(client)
  return client
}

const give = async ({ pin }: Guarded, power: Power, lastsMs = 600_000): Promise<string> =>
  (await giveTo(kept, pin, power, { lastsMs })).id
const revokeAll = (): Promise<void> => kept.change(async () => [])

const types = ({ events }: Guarded): readonly string[] => events.map(({ type }) => type)
const of = <T extends EventBody['type']>({ events }: Guarded, type: T): Extract<EventBody, { type: T }>[] =>
  events.filter((event) => event.type === type) as never
const refusal = async (client: Guarded): Promise<string> =>
  ((await client.open()).error as { readonly message: string }).message
const runs = async (client: Guarded): Promise<void> =>
  expect(await client.open()).toMatchObject({ result: { serverInfo: { name: 'fixture' } } })

test('what the policy denies is refused with the statement before anything starts, and recorded with the set', async () => {
  const policy = own(
    `${ALL}@id("not-in-production") @why("nobody starts it here") forbid (${LAUNCH}) when { context.environment == "prod" };`,
  )
  const client = await start({ policy, environment: 'prod' })
  expect(await refusal(client)).toBe(
    'Sallyport: The policy forbids that fixture starts: nobody starts it here (not-in-production). See `sallyport policy explain not-in-production`.',
  )
  expect(await client.ended).toBe(1)
  expect(types(client)).toEqual(['refused'])
  expect(client.events[0]).toMatchObject({
    code: 'policy-refused',
    policy: { set: 'own', digest: 'd', statements: ['not-in-production'] },
  })
})

test('the honest twin starts, and its launch says which set let it', async () => {
  const policy = own(`${ALL}@id("not-in-production") forbid (${LAUNCH}) when { context.environment == "prod" };`)
  const client = await start({ policy, environment: 'dev' })
  await runs(client)
  expect(of(client, 'launch')).toMatchObject([{ policy: { set: 'own', digest: 'd', statements: ['all'] } }])
})

test.each<[string, string]>([
  ['its trust', 'context.trust == "pinned"'],
  ['whether it may reach anything', '!context.outward'],
  ['the hour', 'context.hour >= 0 && context.weekday >= 1'],
  ['no tool', 'context.effect == "none"'],
])('a policy knows of a start: %s', async (_, condition) => {
  const policy = own(`${ALL}@id("known") forbid (${LAUNCH}) when { ${condition} };`)
  expect(await refusal(await start({ policy }))).toContain('(known)')
})

const ATTESTED: Options = { provenance: { by: 'attestation', repository: 'github.com/team/server' } }
const SIGNED: Options = { provenance: { by: 'registry-signature', repository: null } }

test.each<[string, string, Options, boolean]>([
  ['an attestation where nobody vouches', 'context.provenance == "attestation"', {}, false],
  ['an attestation where a registry signed', 'context.provenance == "attestation"', SIGNED, false],
  ['an attestation that there is', 'context.provenance == "attestation"', ATTESTED, true],
  ['any word of somebody', 'context.provenance != "none"', SIGNED, true],
  ['any word of somebody where there is none', 'context.provenance != "none"', {}, false],
  ['a build of this repository', 'context.repository == "github.com/team/server"', ATTESTED, true],
  ['a build of another one', 'context.repository like "github.com/others/*"', ATTESTED, false],
])('a policy that requires %s decides the start by it', async (_, condition, options, isRun) => {
  const policy = own(`${ALL}@id("require-signature") forbid (${LAUNCH}) unless { ${condition} };`)
  const client = await start({ policy, ...options })
  if (isRun) return runs(client)
  expect(await refusal(client)).toContain('The policy forbids that fixture starts')
  expect(of(client, 'refused')).toMatchObject([{ policy: { statements: ['require-signature'] } }])
  expect(types(client)).not.toContain('launch')
})

test('what the policy asks about is refused with the command, starts under a grant, and ends with it', async () => {
  const asking: Options = { policy: own(`${ALL}@id("may-start") @ask("may it start?") forbid (${LAUNCH});`) }
  const refused = await start(asking)
  expect(await refusal(refused)).toContain(
    'may it start (may-start). Type `sallyport grant fixture --launch --ttl 8h --purpose …`, then start it again from the client.',
  )
  expect(of(refused, 'refused')).toMatchObject([{ code: 'grant-needed', policy: { statements: ['may-start'] } }])
  const id = await give(refused, { kind: 'launch' })
  const client = await start(asking)
  await runs(client)
  expect(of(client, 'grant')).toMatchObject([{ outcome: 'used', id, power: 'its start' }])
  expect(client.events[of(client, 'grant')[0]!.of - 1]).toMatchObject({ type: 'launch' })
  await revokeAll()
  expect(await client.ended).toBe(1)
  expect(of(client, 'exit')).toMatchObject([{ reason: 'grant-ended' }])
})

test('a policy may say that nothing starts without a grant', async () => {
  const policy = own(`${ALL}@id("granted-only") forbid (${LAUNCH}) unless { context.granted };`)
  const refused = await start({ policy })
  expect(await refusal(refused)).toContain('(granted-only)')
  await give(refused, { kind: 'launch' })
  const client = await start({ policy })
  await runs(client)
  await revokeAll()
  expect(await client.ended).toBe(1)
})

test.each(['strict', 'balanced', 'observe'] as const)('%s lets it start without any engine', async (shipped) => {
  const load = vi.fn(loadCedar)
  const client = await start({ policy: new PolicyHere({ shipped }, 'ada', load), environment: 'prod' })
  await runs(client)
  expect(load).not.toHaveBeenCalled()
})

const HELD: Options = { held: { secrets: true }, secrets: SECRETS, policy: own(ALL) }
const withSecret = (read: string[]): Options => ({
  ...HELD,
  readSecret: async (ref) => {
    read.push(ref)
    return ['a', 'made', 'up', 'value'].join('-')
  },
})

test('secrets that are held back are not even read without a grant, and the refusal says the command', async () => {
  const read: string[] = []
  const client = await start(withSecret(read))
  expect(await refusal(client)).toContain('Type `sallyport grant fixture --secrets --ttl 30m --purpose …`')
  expect(await client.ended).toBe(1)
  expect(read).toEqual([])
  expect(types(client)).toEqual(['refused'])
})

test('a grant of its start gives no secrets', async () => {
  const read: string[] = []
  const first = await start(withSecret(read))
  await first.open()
  await give(first, { kind: 'launch' })
  expect(await refusal(await start(withSecret(read)))).toContain('--secrets')
  expect(read).toEqual([])
})

/** A call with progress that never ends by itself, once the server has begun it. */
async function openStream(client: Guarded): Promise<void> {
  const params = { name: 'echo', arguments: { text: 'ticking' }, _meta: { progressToken: 't' } }
  client.send({ id: 'long', method: 'tools/call', params })
  while ((await client.next()).method !== 'notifications/progress');
}

async function answerTo(client: Guarded, id: string): Promise<JsonObject> {
  for (;;) {
    const message = await client.next()
    if (message.id === id) return message
  }
}

test.each<[string, (client: Guarded) => Promise<unknown>, number]>([
  ['is revoked', revokeAll, 600_000],
  ['is over', async () => undefined, 4_000],
])('what has its secrets by a grant that %s is ended, also in the middle of a stream', async (_, end, lastsMs) => {
  const refused = await start(withSecret([]))
  await refused.open()
  const id = await give(refused, { kind: 'secrets' }, lastsMs)
  const read: string[] = []
  const client = await start(withSecret(read))
  await runs(client)
  expect(read).toEqual(['cmd:/printer'])
  await openStream(client)
  await end(client)
  expect(await answerTo(client, 'long')).toMatchObject({
    error: { message: expect.stringContaining('The grant under which fixture was given its secrets has ended') },
  })
  expect(await client.ended).toBe(1)
  expect(of(client, 'grant')).toMatchObject([
    { outcome: 'used', id, power: 'its secrets' },
    ...(lastsMs < 600_000 ? [{ outcome: 'expired', id }] : []),
  ])
  expect(of(client, 'exit')).toMatchObject([{ reason: 'grant-ended' }])
})

test('a subscription of the modern era is closed with what has lost its grant', async () => {
  const refused = await start(withSecret([]))
  await refused.open()
  await give(refused, { kind: 'secrets' })
  const client = await start(withSecret([]))
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  client.send({ id: 'feed', method: 'subscriptions/listen', params: { notifications: {}, _meta: meta } })
  while ((await client.next()).method !== 'notifications/subscriptions/acknowledged');
  await revokeAll()
  expect(await client.ended).toBe(1)
  await expect(client.next()).rejects.toThrow('the guard has closed')
})

test('what is revoked while its sandbox comes up never starts', async () => {
  const refused = await start(withSecret([]))
  await refused.open()
  await give(refused, { kind: 'secrets' })
  const client = await start({
    ...withSecret([]),
    beforeStart: () => rmSync(join(state, 'grants.sealed')),
    // Nobody tells of it: it is looked at.
    grants: { ...kept, watch: () => () => undefined },
  })
  expect(await refusal(client)).toContain('has ended')
  expect(await client.ended).toBe(1)
  expect(types(client)).not.toContain('launch')
})

const LABELS: readonly Environment[] = ['dev', 'test', 'prod']

test.each(PROFILES.flatMap((profile) => LABELS.map((label) => [profile, label] as const)))(
  'profile %s and what is for %s',
  async (profile: Profile, label) => {
    const read: string[] = []
    const client = await start({
      profile,
      environment: label,
      policy: own(ALL),
      secrets: SECRETS,
      readSecret: async (ref) => {
        read.push(ref)
        return 'x'
      },
    })
    const isUsed = profile === 'any' || profile === label
    if (isUsed) await runs(client)
    else
      expect(await refusal(client)).toContain(
        `The approval of fixture is for ${label}, and this profile is ${profile}. Use it with a profile of that label`,
      )
    expect(read).toEqual(isUsed ? ['cmd:/printer'] : [])
    expect(types(client).includes('launch')).toBe(isUsed)
  },
)
