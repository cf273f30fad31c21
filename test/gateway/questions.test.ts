// What a server may not ask of a client, in both eras: a form for a secret, and the words of other servers (AT-40).
import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { modernMeta } from '../../src/core/protocol/modern/meta.ts'
import { type Guarded, guarded } from './harness.ts'

const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

async function start(): Promise<Guarded> {
  const client = await guarded('plain', 'plain')
  open.push(client)
  return client
}

const CAPABILITIES = { elicitation: { form: {} }, sampling: { context: {} } }

const form = (properties: JsonObject, message: string): JsonObject => ({
  method: 'elicitation/create',
  params: { message, requestedSchema: { type: 'object', properties } },
})
const sampling = (more: JsonObject): JsonObject => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'Sum up' } }], maxTokens: 10, ...more },
})

const ASKED: readonly (readonly [what: string, question: JsonObject, rule: string | null])[] = [
  ['a form for a key', form({ api_key: { type: 'string' } }, 'Fill this in'), 'form-asks-secret'],
  ['a form whose words ask for a password', form({ v: { type: 'string' } }, 'Enter your password'), 'form-asks-secret'],
  ['a form for a name', form({ name: { type: 'string' } }, 'What shall it be called?'), null],
  ['the words of all servers', sampling({ includeContext: 'allServers' }), 'sampling-takes-context'],
  ['an answer of the model', sampling({}), null],
]

const call = (question: JsonObject): JsonObject => ({
  name: 'echo',
  arguments: { text: `ask ${JSON.stringify(question)}` },
})

const found = ({ events }: Guarded): string => JSON.stringify(events.filter(({ type }) => type === 'message'))

describe('in the legacy era, where it sends a request', () => {
  test.each(ASKED)('%s', async (_, question, rule) => {
    const client = await start()
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(question) })
    const next = await client.next()
    if (rule === null) expect(next).toMatchObject({ id: 'srv-1', ...question })
    // The server is refused, and tells what it was told.
    else {
      expect(JSON.stringify(next)).toContain('-32010')
      expect(found(client)).toContain(rule)
    }
  })
})

describe('in the modern era, where its answer asks', () => {
  test.each(ASKED)('%s', async (_, question, rule) => {
    const client = await start()
    const answer = await client.request('tools/call', { ...call(question), _meta: modernMeta(CAPABILITIES) })
    expect('result' in answer).toBe(rule === null)
    if (rule !== null) expect(found(client)).toContain(rule)
  })
})
