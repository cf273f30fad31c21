// A person's own policy changes while a server runs: what is signed and sound counts from the next call on, everything else
// leaves the old set in force and raises an alert. Real files, a real key and a real engine.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EventBody } from '../../src/core/evidence/event.ts'
import { bound } from '../../src/core/model/bounds.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { type KeptGrants, keptGrants } from '../../src/flows/granting/kept.ts'
import { ownPolicyIn } from '../../src/flows/policy/follow-policy.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { readOwnPolicy, readPolicyFile } from '../../src/io/store/policy-file.ts'
import { signatureOf, signPolicy } from '../../src/io/store/policy-signature.ts'
import { giveTo } from './give.ts'
import { type Guarded, guarded } from './harness.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const NO_CALLS = `${ALL}@id("no-calls") @why("nothing is called") forbid (principal, action == Action::"tools/call", resource) when { context.effect != "none" };\n`

let config = ''
let client: Guarded
let kept: KeptGrants
const path = (): string => join(config, 'policy.cedar')
const keys = (): string => join(config, 'keys')
const own = () => ({ config, keys: keys(), state: config })
const NO_FAILS = `${ALL}@id("no-fails") forbid (principal, action, resource == Tool::"fixture/fail");\n`

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'policy-change-'))
  kept = keptGrants({ keys: keys(), state: config })
  await put(ALL)
  client = await guarded('plain', 'plain', {
    policy: new PolicyHere({ own: await readOwnPolicy(config) }, 'ada'),
    ownPolicy: ownPolicyIn(own()),
    grants: kept,
  })
  await client.open({})
  expect(await call()).toHaveProperty('result')
})
afterEach(async () => {
  await client.close()
  await rm(config, { recursive: true, force: true })
})

const put = (text: string): Promise<void> => writeFile(path(), text, { mode: 0o600 })
const sign = async (): Promise<void> => signPolicy(own(), path(), await readOwnPolicy(config))
const call = (): Promise<JsonObject> => client.request('tools/call', { name: 'echo', arguments: { text: 'hello' } })
const eventsOf = <T extends EventBody['type']>(type: T): Extract<EventBody, { type: T }>[] =>
  client.events.filter((event) => event.type === type) as never
const digests = (): (string | undefined)[] =>
  eventsOf('message').flatMap(({ method, kind, policy }) =>
    method === 'tools/call' && kind === 'request' ? [policy?.digest] : [],
  )
const alerts = () => eventsOf('alert').map(({ kind, detail }) => ({ kind, detail }))
const soon = (look: () => void) => vi.waitFor(look, { timeout: 10_000, interval: 50 })

test('a signed set decides the next call, and the events before and after carry different digests', async () => {
  await put(NO_CALLS)
  await sign()
  await soon(() => expect(eventsOf('config')).toHaveLength(1))
  expect(await call()).toMatchObject({ error: { message: expect.stringContaining('nothing is called') } })
  const [before, after] = digests()
  expect(before).toMatch(/^[0-9a-f]{64}$/)
  expect(after).toMatch(/^[0-9a-f]{64}$/)
  expect(after).not.toBe(before)
  expect(eventsOf('config')).toMatchObject([
    { action: 'changed', path: path(), detail: expect.stringContaining(after!) },
  ])
})

test('what the old set decided is not remembered by the new one, and the other way round', async () => {
  for (const [text, member] of [
    [NO_CALLS, 'error'],
    [ALL, 'result'],
  ] as const) {
    const changes = eventsOf('config').length
    await put(text)
    await sign()
    await soon(() => expect(eventsOf('config')).toHaveLength(changes + 1))
    expect(await call()).toHaveProperty(member)
  }
  expect(digests()[2]).toBe(digests()[0])
})

const SYNTAX = `${ALL}@id("x") forbid (principal action, resource);\n`

test.each([
  { what: 'is not signed', change: () => put(NO_CALLS), says: 'line 1, column 1: it is not signed' },
  {
    what: 'was changed after it was signed',
    change: async () => {
      await sign()
      await put(NO_CALLS)
    },
    says: 'line 1, column 1: it is not what was signed',
  },
  {
    what: 'is signed by another key',
    change: async () => {
      await sign()
      const elsewhere = join(config, 'elsewhere')
      await writeFile(elsewhere, NO_CALLS)
      await signPolicy({ ...own(), keys: join(config, 'other') }, path(), await readPolicyFile(elsewhere))
      await put(NO_CALLS)
    },
    says: 'line 1, column 1: it is not what was signed',
  },
  {
    what: 'has a signature and no key',
    change: async () => {
      await put(NO_CALLS)
      await writeFile(signatureOf(path()), 'AAAA\n')
    },
    says: 'there is no key of this user',
  },
  {
    what: 'has a signature that is too long',
    change: async () => {
      await put(NO_CALLS)
      await writeFile(signatureOf(path()), 'A'.repeat(bound('policy-signature-bytes') + 1))
    },
    says: 'policy.cedar.sig" has 1025 bytes',
  },
  {
    what: 'is signed and broken',
    change: async () => {
      await put(SYNTAX)
      await sign()
    },
    says: 'line 2, column 28: failed to parse',
  },
  { what: 'is gone', change: () => rm(path()), says: 'is not there' },
  { what: 'is no text', change: () => writeFile(path(), Uint8Array.of(0xff, 0xfe)), says: 'is not UTF-8 text' },
  { what: 'can be written by others', change: () => chmod(path(), 0o666), says: 'can be written by others' },
])('a set that $what is not taken: the old one decides, and an alert says why', async ({ change, says }) => {
  await change()
  await soon(() =>
    expect(
      alerts()
        .map(({ detail }) => detail)
        .join('\n'),
    ).toContain(says),
  )
  expect(alerts().every(({ kind, detail }) => kind === 'policy-not-taken' && detail.includes('policy.cedar'))).toBe(
    true,
  )
  expect(await call()).toHaveProperty('result')
  const [before, after] = digests()
  expect(after).toBe(before)
  expect(eventsOf('config')).toEqual([])
})

test('an older set with its older signature, put back, is not taken; signed again it is', async () => {
  await put(NO_CALLS)
  await sign()
  await soon(() => expect(eventsOf('config')).toHaveLength(1))
  const old = await Promise.all([path(), signatureOf(path())].map((file) => readFile(file)))
  await put(NO_FAILS)
  await sign()
  await soon(() => expect(eventsOf('config')).toHaveLength(2))
  await writeFile(path(), old[0]!, { mode: 0o600 })
  await writeFile(signatureOf(path()), old[1]!)
  await soon(() =>
    expect(alerts().at(-1)?.detail).toMatch(
      /policy\.cedar" line 1, column 1: it is older than the one that was signed last.*`sallyport policy sign`/,
    ),
  )
  expect(await call()).toHaveProperty('result')
  await sign()
  await soon(() => expect(eventsOf('config')).toHaveLength(3))
  expect(await call()).toHaveProperty('error')
})

test('the same reason is told once, and a signature that comes later makes it good', async () => {
  await put(NO_CALLS)
  await soon(() => expect(alerts()).toHaveLength(1))
  await put(`${NO_CALLS}// again\n`)
  await sign()
  await soon(() => expect(eventsOf('config')).toHaveLength(1))
  expect(new Set(alerts().map(({ detail }) => detail)).size).toBe(alerts().length)
  expect(await call()).toHaveProperty('error')
})

test('a set of ours is not followed', async () => {
  let watched = 0
  const shipped = await guarded('plain', 'plain', {
    policy: new PolicyHere({ shipped: 'balanced' }, 'ada'),
    ownPolicy: {
      ...ownPolicyIn(own()),
      watch: () => {
        watched += 1
        return () => undefined
      },
    },
  })
  await shipped.open({})
  await shipped.close()
  expect(watched).toBe(0)
})

/** A call that the server does not answer by itself. */
const hanging = (): void =>
  client.send({
    id: 'long',
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: 'ticking' }, _meta: { progressToken: 't' } },
  })
async function answerTo(id: string): Promise<JsonObject> {
  for (;;) {
    const message = await client.next()
    if (message.id === id) return message
  }
}
const LAUNCH = 'principal, action == Action::"launch", resource'

test.each([
  [
    'denies',
    'policy-refused',
    `@id("not-here") @why("nobody runs it") forbid (${LAUNCH});`,
    'fixture was ended when the policy was changed: The policy forbids that fixture starts: nobody runs it (not-here). See `sallyport policy explain not-here`.',
  ],
  [
    'would ask about',
    'grant-needed',
    `@id("not-here") @ask("may it run?") forbid (${LAUNCH});`,
    'may it run (not-here). Type `sallyport grant fixture --launch --ttl 8h --purpose …`, then start it again from the client.',
  ],
])(
  'a server whose start the changed set %s is ended, its client told, and that is in the log',
  async (_, code, statement, told) => {
    hanging()
    while ((await client.next()).method !== 'notifications/progress');
    await put(`${ALL}${statement}\n`)
    await sign()
    expect((await answerTo('long')).error).toMatchObject({ message: expect.stringContaining(told) })
    expect(await client.ended).toBe(1)
    expect(client.said.join('\n')).toContain(told)
    expect(eventsOf('refused')).toMatchObject([
      { code, server: 'fixture', policy: { set: path(), statements: ['not-here'] } },
    ])
    expect(eventsOf('exit')).toMatchObject([{ reason: code }])
  },
)

test.each([
  ['of another kind', `@id("not-here") forbid (${LAUNCH}) when { context.environment == "prod" };`, true],
  ['that is not signed', `@id("not-here") forbid (${LAUNCH});`, false],
])('a set that denies starts %s ends nothing here', async (_, statement, isSigned) => {
  await put(`${ALL}${statement}\n`)
  if (isSigned) await sign()
  await soon(() => expect(eventsOf(isSigned ? 'config' : 'alert')).toHaveLength(1))
  expect(await call()).toHaveProperty('result')
  expect(eventsOf('exit')).toEqual([])
})

const NOW_ASKED = `${ALL}@id("not-here") @ask("may it run?") forbid (${LAUNCH});\n`

async function change(text: string): Promise<void> {
  const changes = eventsOf('config').length
  await put(text)
  await sign()
  await soon(() => expect(eventsOf('config')).toHaveLength(changes + 1))
}

test('what would be asked about goes on under a grant, used once however often the set is changed, and ends with it', async () => {
  const { id } = await giveTo(kept, client.pin, { kind: 'launch' })
  for (const more of ['', '// again\n', '// and again\n']) await change(`${NOW_ASKED}${more}`)
  expect(await call()).toHaveProperty('result')
  expect(eventsOf('grant')).toMatchObject([{ outcome: 'used', id, power: 'its start' }])
  await kept.change(async () => [])
  expect(await client.ended).toBe(1)
  expect(eventsOf('exit')).toMatchObject([{ reason: 'grant-ended' }])
})

test('a grant of something else does not let it go on', async () => {
  await giveTo(kept, client.pin, { kind: 'secrets' })
  await put(NOW_ASKED)
  await sign()
  expect(await client.ended).toBe(1)
  expect(eventsOf('grant')).toEqual([])
  expect(eventsOf('exit')).toMatchObject([{ reason: 'grant-needed' }])
})
