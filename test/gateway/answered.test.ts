// What a model or a person answers a server that asked is looked through for what other servers told, in both eras: the server
// chose the question.
import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import type { Label } from '../../src/core/model/session.ts'
import { Following } from '../../src/flows/following/following.ts'
import { type Guarded, guarded } from './harness.ts'

const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

const TOLD = 'The phrase of the vault in Turku: nine herons over a frozen canal'
const CAPABILITIES = { sampling: {}, elicitation: { form: {} } }

/** A client that was told this by another server. */
async function start(labels: readonly Label[]): Promise<Guarded> {
  const following = new Following({ isShared: true })
  following.hear([TOLD], { server: 'vault', item: 'read', session: 'v', seq: 1, labels })
  const client = await guarded('plain', 'plain', { following, allow: ['sampling-unseen', 'elicitation'] })
  open.push(client)
  return client
}

type Question = { readonly method: string; readonly params: JsonObject }

const ASKED: readonly (readonly [what: string, question: Question, answer: (words: string) => JsonObject])[] = [
  [
    'a model',
    {
      method: 'sampling/createMessage',
      params: { messages: [{ role: 'user', content: { type: 'text', text: 'Sum up' } }], maxTokens: 10 },
    },
    (text) => ({ role: 'assistant', content: { type: 'text', text }, model: 'm' }),
  ],
  [
    'a person',
    {
      method: 'elicitation/create',
      params: { message: 'What is new?', requestedSchema: { type: 'object', properties: { it: { type: 'string' } } } },
    },
    (it) => ({ action: 'accept', content: { it } }),
  ],
]

const ask = (question: Question): JsonObject => ({
  name: 'echo',
  arguments: { text: `ask ${JSON.stringify(question)}` },
})

const refusals = ({ events }: Guarded) =>
  events.filter((event) => event.type === 'message' && event.decision === 'deny' && event.direction === 'upstream')

const CASES: readonly (readonly [what: string, labels: readonly Label[], words: string, passes: boolean])[] = [
  ['a secret of another server', ['secret', 'from:vault'], `I was told this: ${TOLD}.`, false],
  ['words of their own', ['secret', 'from:vault'], 'I was told nothing that matters here.', true],
  ['what is private, to a server without any host,', ['private', 'from:vault'], `I was told this: ${TOLD}.`, true],
]

describe.each(ASKED)('%s that is asked', (_, question, answer) => {
  test.each(CASES)('answers with %s, in the legacy era', async (_what, labels, words, passes) => {
    const client = await start(labels)
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: ask(question) })
    const { id } = await client.next()
    client.send({ id: id as string, result: answer(words) })
    const told = JSON.stringify(await client.next())
    expect(told.includes(words)).toBe(passes)
    expect(refusals(client)).toEqual(
      passes
        ? []
        : [
            expect.objectContaining({
              method: question.method,
              reasons: ['policy-forbids'],
              flow: [expect.stringMatching(/^vault\/read \(secret; line 1 of v\) -> \//)],
            }),
          ],
    )
  })

  test.each(CASES)('answers with %s, in the modern era', async (_what, labels, words, passes) => {
    const client = await start(labels)
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': CAPABILITIES,
      'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
    }
    await client.request('tools/call', { ...ask(question), _meta })
    const inputResponses = { a: answer(words) }
    const again = await client.request('tools/call', {
      name: 'echo',
      arguments: { text: 'responses' },
      inputResponses,
      _meta,
    })
    expect(JSON.stringify(again).includes('policy')).toBe(!passes)
    expect(refusals(client)).toHaveLength(passes ? 0 : 1)
  })
})
