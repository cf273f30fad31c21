// A changed policy hides and shows tools: whoever listens for changed lists hears of it, in both eras.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { ownPolicyIn } from '../../src/flows/policy/follow-policy.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { readOwnPolicy } from '../../src/io/store/policy-file.ts'
import { signPolicy } from '../../src/io/store/policy-signature.ts'
import { type Guarded, guarded } from './harness.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const NO_FAIL = `${ALL}@id("no-fail") forbid (principal, action, resource == Tool::"fixture/fail");\n`
const CHANGED = 'notifications/tools/list_changed'

let config = ''
let client: Guarded
const paths = () => ({ config, keys: join(config, 'keys'), state: config })
const put = (text: string): Promise<void> => writeFile(join(config, 'policy.cedar'), text, { mode: 0o600 })

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'lists-changed-'))
  await put(ALL)
  client = await guarded('plain', 'plain', {
    policy: new PolicyHere({ own: await readOwnPolicy(config) }, 'ada'),
    ownPolicy: ownPolicyIn(paths()),
  })
})
afterEach(async () => {
  await client.close()
  await rm(config, { recursive: true, force: true })
})

async function change(text: string): Promise<void> {
  const takenBefore = taken()
  await put(text)
  await signPolicy(paths(), join(config, 'policy.cedar'), await readOwnPolicy(config))
  await vi.waitFor(() => expect(taken()).toBe(takenBefore + 1), { timeout: 10_000, interval: 50 })
}
const taken = (): number => client.events.filter(({ type }) => type === 'config').length

/** What reaches the client until the answer to this. */
async function heardBefore(method: string, params: JsonObject): Promise<{ told: JsonObject[]; answer: JsonObject }> {
  client.send({ id: 'last', method, params })
  const told: JsonObject[] = []
  for (;;) {
    const message = await client.next()
    if (message.id === 'last') return { told, answer: message }
    told.push(message)
  }
}
const namesIn = ({ result }: JsonObject): readonly string[] =>
  (result as { tools: readonly { name: string }[] }).tools.map(({ name }) => name)

test('a legacy client is told when a tool is hidden, and when it is shown again', async () => {
  await client.open({})
  for (const [text, names] of [
    [NO_FAIL, ['echo']],
    [ALL, ['echo', 'fail']],
  ] as const) {
    await change(text)
    const { told, answer } = await heardBefore('tools/list', {})
    expect([told.map(({ method }) => method), namesIn(answer)]).toEqual([[CHANGED], names])
  }
})

test('nobody is told of a change that hides and shows nothing', async () => {
  await client.open({})
  await change(`${ALL}// the same\n`)
  expect((await heardBefore('tools/list', {})).told).toEqual([])
})

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

test.each([
  ['that asked for it', { toolsListChanged: true }, [['feed', CHANGED]]],
  ['that asked for something else', { promptsListChanged: true }, []],
])('a modern client is told on the subscription %s', async (_, notifications, heard) => {
  client.send({ id: 'feed', method: 'subscriptions/listen', params: { notifications, _meta: META } })
  while ((await client.next()).method !== 'notifications/subscriptions/acknowledged');
  await change(NO_FAIL)
  const { told, answer } = await heardBefore('tools/list', { _meta: META })
  const on = ({ params }: JsonObject) =>
    (params as { _meta: Record<string, string> })._meta['io.modelcontextprotocol/subscriptionId']
  expect(told.map((one) => [on(one), one.method])).toEqual(heard)
  expect(namesIn(answer)).toEqual(['echo'])
})
