// A legacy client behind the guard: what passes, passes unchanged; what may not, is refused in our words.
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

const names = (answer: JsonObject): unknown =>
  isObject(answer.result) && Array.isArray(answer.result.tools)
    ? (answer.result.tools as { name: string }[]).map(({ name }) => name)
    : answer
const errorOf = (answer: JsonObject): { code: number; message: string } => answer.error as never
const call = (text: string): JsonObject => ({ name: 'echo', arguments: { text } })

describe('an unchanged server', () => {
  test.each([
    ['ping', {}],
    ['tools/list', {}],
    ['prompts/list', {}],
    ['prompts/get', { name: 'greet' }],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['resources/read', { uri: 'fixture://data/1' }],
    ['logging/setLevel', { level: 'debug' }],
    ['tools/call', call('hello')],
  ])('answers %s', async (method, params) => {
    const client = await start('plain')
    await client.open()
    expect(await client.request(method, params)).toHaveProperty('result')
  })

  test('answers as the very bytes it sent, numbers included', async () => {
    const client = await start('plain')
    await client.open()
    client.send({ id: 7, method: 'tools/call', params: call('numbers') })
    expect(await client.nextText()).toBe(
      '{"jsonrpc":"2.0","id":7,"result":{"_meta":{"sallyport/source":{"server":"fixture","labels":["from:fixture"]}},"content":[],"big":12345678901234567890,"exact":1.0,"huge":1e400}}',
    )
  })

  test('answers calls in the order in which they were sent', async () => {
    const client = await start('plain')
    await client.open()
    for (let id = 1; id <= 50; id += 1) client.send({ id, method: 'tools/call', params: call(`n${id}`) })
    const ids: unknown[] = []
    while (ids.length < 50) ids.push((await client.next()).id)
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })

  test('passes its own errors on as they are', async () => {
    const client = await start('plain')
    await client.open()
    expect(errorOf(await client.request('tools/call', { name: 'fail' }))).toEqual({
      code: -32000,
      message: 'failed on purpose',
    })
  })

  test('may ask a client for what the client declared', async () => {
    const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
    await client.open({ sampling: {} })
    client.send({ id: 1, method: 'tools/call', params: call('ask-sampling') })
    expect(await client.next()).toMatchObject({ id: 'srv-1', method: 'sampling/createMessage' })
    client.send({ id: 'srv-1', result: { role: 'assistant', content: { type: 'text', text: 'yes' }, model: 'm' } })
    expect(JSON.stringify(await client.next())).toContain('assistant')
  })

  test('may not ask a client for what it did not declare', async () => {
    const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
    await client.open()
    expect(JSON.stringify(await client.request('tools/call', call('ask-sampling')))).toContain('did not offer')
  })

  test('sends progress before the answer it belongs to', async () => {
    const client = await start('plain')
    await client.open()
    client.send({ id: 1, method: 'tools/call', params: { ...call('progress'), _meta: { progressToken: 1 } } })
    expect((await client.next()).method).toBe('notifications/progress')
    expect((await client.next()).id).toBe(1)
  })

  test('carries a result of one megabyte', async () => {
    const client = await start('plain')
    await client.open()
    expect(JSON.stringify(await client.request('tools/call', call('megabyte'))).length).toBeGreaterThan(1024 * 1024)
  })

  test('may use the methods of an extension that was approved with it', async () => {
    const client = await start('extension')
    await client.open()
    expect(await client.request('com.example/search/run')).toMatchObject({ result: { found: 0 } })
  })
})

describe('a server that changed since its approval', () => {
  test.each([
    { mode: 'rug-pull', shown: ['fail'], called: 'withheld' },
    { mode: 'more', shown: ['echo', 'fail'], called: 'passes' },
    { mode: 'fewer', shown: ['echo'], called: 'passes' },
    { mode: 'icons', shown: ['echo', 'fail'], called: 'passes' },
    { mode: 'new-words', shown: ['echo', 'fail'], called: 'changed since it was approved' },
  ])('$mode: shows $shown, and a call to echo: $called', async ({ mode, shown, called }) => {
    const client = await start(mode, 'plain')
    await client.open()
    expect(names(await client.request('tools/list'))).toEqual(shown)
    const answer = await client.request('tools/call', call('hello'))
    if (called === 'passes') expect(answer).toHaveProperty('result')
    else expect(errorOf(answer).message).toContain(called)
  })

  test('gets its approved words served, not its new ones', async () => {
    const client = await start('new-words', 'plain')
    expect(await client.open()).toMatchObject({ result: { instructions: 'Call echo.' } })
  })

  test('has its icons replaced by the approved item', async () => {
    const client = await start('icons', 'plain')
    await client.open()
    expect(JSON.stringify(await client.request('tools/list'))).not.toContain('icons')
  })

  test('is caught when it changes after the comparison, without saying so', async () => {
    const client = await start('rug-pull-later', 'plain')
    await client.open()
    expect(names(await client.request('tools/list'))).toEqual(['fail'])
    expect(errorOf(await client.request('tools/call', call('x'))).message).toContain('withheld')
  })

  test('is compared again when it says that a list changed', async () => {
    const client = await start('changes-on-call')
    await client.open()
    await client.request('tools/call', call('x'))
    await client.request('tools/call', call('y'))
    expect(client.events.filter(({ type }) => type === 'catalogue').length).toBeGreaterThan(1)
  })

  test('that names one tool twice has no usable list', async () => {
    const client = await start('twice', 'plain')
    await client.open()
    expect(errorOf(await client.request('tools/list')).message).toContain('could not compare')
  })

  test('whose catalogue is pending offers nothing and calls nothing', async () => {
    const client = await start('plain', 'plain', { pending: true })
    await client.open()
    expect(names(await client.request('tools/list'))).toEqual([])
    expect(await client.request('tools/call', call('x'))).toHaveProperty('error')
  })
})

describe('a hostile server', () => {
  test.each([
    { text: 'duplicate', says: 'same key twice' },
    { text: 'bad-utf8', says: 'not valid UTF-8' },
    { text: 'huge', says: 'longer than this gateway accepts' },
  ])('whose answer is $text: the caller gets an error, and the next call works', async ({ text, says }) => {
    const client = await start('plain')
    await client.open()
    expect(errorOf(await client.request('tools/call', call(text))).message).toContain(says)
    expect(await client.request('tools/call', call('next'))).toHaveProperty('result')
  })

  test.each([
    { text: 'wrong-id', code: 'answer-unmatched' },
    { text: 'unknown-method', code: 'method-unknown' },
    { text: 'flood', code: 'not-json' },
  ])('that sends $text: it is dropped, and said', async ({ text, code }) => {
    const client = await start('plain')
    await client.open()
    expect(await client.request('tools/call', call(text))).toHaveProperty('result')
    expect(JSON.stringify(client.events)).toContain(code)
  })

  test('that prints noise before it speaks works', async () => {
    const client = await start('noisy')
    expect(await client.open()).toHaveProperty('result')
  })

  test('that exits in the middle of a call: the caller gets an error', async () => {
    const client = await start('plain')
    await client.open()
    expect(errorOf(await client.request('tools/call', call('exit'))).message).toMatch(
      /has ended.*`sallyport log query --server (?!NAME)[^`]+`/,
    )
    expect(await client.ended).toBe(2)
  })

  test('that exits at once: the first request gets an error', async () => {
    const client = await start('exits', 'plain')
    expect(errorOf(await client.open()).message).toContain('ended')
    expect(await client.ended).toBe(2)
  })
})

describe('a hostile client', () => {
  test.each([
    { line: '{"jsonrpc":"2.0","id":1,"method":"ping"', code: -32700 },
    { line: 'noise', code: -32700 },
    { line: '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{}}}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","Name":"b"}}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":12345678901234567890,"method":"ping"}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', code: -32600 },
    { line: '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', code: -32600 },
    {
      line: `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
      code: -32600,
    },
    { line: '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\\ud800"}}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"tools/unheard-of"}', code: -32601 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage"}', code: -32600 },
    { line: '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}', code: -32600 },
  ])('is told $code about $line', async ({ line, code }) => {
    const client = await start('plain')
    await client.open()
    client.write(`${line}\n`)
    expect(errorOf(await client.next()).code).toBe(code)
    expect(await client.request('tools/call', call('still works'))).toHaveProperty('result')
  })

  test('that reuses an id in flight loses neither exchange', async () => {
    const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
    await client.open({ sampling: {} })
    client.send({ id: 1, method: 'tools/call', params: call('ask-sampling') })
    expect((await client.next()).id).toBe('srv-1')
    client.send({ id: 1, method: 'tools/call', params: call('double') })
    expect(await client.next()).toMatchObject({ id: null, error: { code: -32600 } })
    client.send({ id: 'srv-1', result: {} })
    expect(await client.next()).toMatchObject({ id: 1, result: {} })
  })

  test('that sends a line of 100 MB is told so, and goes on', async () => {
    const client = await start('plain')
    await client.open()
    client.write('{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo","arguments":{"text":"')
    for (let sent = 0; sent < 100; sent += 1) client.write('x'.repeat(1024 * 1024))
    client.write('"}},"id":99}\n')
    expect(await client.next()).toMatchObject({ id: 99, error: { code: -32600 } })
    expect(await client.request('tools/call', call('next'))).toHaveProperty('result')
  })

  test('that speaks before it opens is told to open first', async () => {
    const client = await start('plain')
    expect(errorOf(await client.request('tools/list')).message).toContain('before the conversation was opened')
  })

  test('that does not wait for the answer to its opening is answered all the same', async () => {
    const client = await start('plain')
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } }
    client.send({ id: 1, method: 'initialize', params })
    client.send({ method: 'notifications/initialized' })
    client.send({ id: 2, method: 'tools/call', params: call('hasty') })
    expect((await client.next()).id).toBe(1)
    expect(await client.next()).toMatchObject({ id: 2, result: {} })
  })

  test('that answers what nobody asked is not heard', async () => {
    const client = await start('plain')
    await client.open()
    client.send({ id: 'srv-9', result: {} })
    expect(await client.request('ping')).toHaveProperty('result')
    expect(JSON.stringify(client.events)).toContain('answer-unmatched')
  })

  test('that closes in the middle of a line: its broken line is recorded, the server ends', async () => {
    const client = await start('plain')
    await client.open()
    client.write('{"jsonrpc":"2.0","id":1,"meth')
    expect(await client.close()).toBe(0)
    expect(JSON.stringify(client.events)).toContain('unfinished')
  })

  test('that cancels a call frees its id, and a late answer goes nowhere', async () => {
    const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
    await client.open({ sampling: {} })
    client.send({ id: 1, method: 'tools/call', params: call('ask-sampling') })
    await client.next()
    client.send({ method: 'notifications/cancelled', params: { requestId: 1 } })
    client.send({ id: 'srv-1', result: {} })
    expect(await client.request('ping')).toHaveProperty('result')
    expect(JSON.stringify(client.events)).toContain('answer-late')
  })
})

describe('batches', () => {
  test('of revision 2025-03-26 are split, and each part is judged', async () => {
    const client = await start('plain')
    await client.open({}, '2025-03-26')
    client.write('[{"jsonrpc":"2.0","id":1,"method":"ping"}, {"jsonrpc":"2.0","id":2,"method":"no/such"}]\n')
    const answers = [await client.next(), await client.next()]
    expect(answers.find(({ id }) => id === 1)).toHaveProperty('result')
    expect(answers.find(({ id }) => id === 2)).toMatchObject({ error: { code: -32601 } })
  })
})

describe('while it runs', () => {
  test('quarantine ends it within a second and fails the open call', async () => {
    const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
    await client.open({ sampling: {} })
    client.send({ id: 1, method: 'tools/call', params: call('ask-sampling') })
    await client.next()
    client.changeLock({
      lockfileVersion: 1,
      serial: 2,
      pins: {},
      quarantined: { fixture: { at: '', by: '', reason: '' } },
    })
    expect(errorOf(await client.next()).message).toContain('quarantined')
    expect(await client.ended).toBe(1)
  })

  test('two guards in one process do not see each other', async () => {
    const [one, two] = await Promise.all([start('plain'), start('rug-pull', 'plain')])
    await Promise.all([one.open(), two.open()])
    expect(names(await one.request('tools/list'))).toEqual(['echo', 'fail'])
    expect(names(await two.request('tools/list'))).toEqual(['fail'])
    await two.close()
    expect(await one.request('tools/call', call('alive'))).toHaveProperty('result')
  })

  test('every message is recorded before its outcome, and each has one', async () => {
    const client = await start('plain')
    await client.open()
    await client.request('tools/call', call('x'))
    await client.close()
    const messages = client.events.flatMap((event, index) => (event.type === 'message' ? [index + 1] : []))
    const outcomes = new Set(client.events.flatMap((event) => (event.type === 'outcome' ? [event.of] : [])))
    const own = new Set(
      client.events.flatMap((event, index) =>
        event.type === 'message' && event.reasons[0] === 'own' ? [index + 1] : [],
      ),
    )
    expect(messages.filter((seq) => !own.has(seq) && !outcomes.has(seq))).toEqual([])
  })
})
