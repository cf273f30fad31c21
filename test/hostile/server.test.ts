// A hostile server behind the built program: an event, an error to whoever waits, bounded memory, and no other exchange lost.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { echo } from './line-client.ts'
import { makeHouse, type House } from './house.ts'

let house: House
beforeAll(() => {
  house = makeHouse()
})
afterAll(() => house.home.remove())

const TOO_MUCH_MEGABYTES = 200

test.each([
  { text: 'half', code: 'not-json', gets: 'error' },
  { text: 'proto', code: 'ambiguous-key', gets: 'error' },
  { text: 'other-case', code: 'ambiguous-key', gets: 'error' },
  { text: 'duplicate', code: 'duplicate-key', gets: 'error' },
  { text: 'bad-utf8', code: 'not-utf8', gets: 'error' },
  { text: 'hundred', code: 'message-oversize', gets: 'error' },
  { text: 'wrong-id', code: 'answer-unmatched', gets: 'result' },
  { text: 'twice', code: 'answer-unmatched', gets: 'result' },
  { text: 'flood', code: 'protocol-faults', gets: 'result' },
  { text: 'unknown-method', code: 'method-unknown', gets: 'result' },
])('whose answer is $text: its caller gets an $gets, the log says $code', async ({ text, code, gets }) => {
  const client = house.start()
  await client.open()
  const texts = ['one', 'two', text, 'four', 'five']
  for (const [id, each] of texts.entries()) client.send({ id, method: 'tools/call', params: echo(each) })
  const answers = new Map<unknown, object>()
  while (answers.size < texts.length) {
    const message = await client.next()
    if (message.id !== undefined) answers.set(message.id, message)
  }
  expect([0, 1, 3, 4].every((id) => 'result' in answers.get(id)!)).toBe(true)
  expect(answers.get(2)).toHaveProperty(gets)
  expect(client.peakMegabytes()).toBeLessThan(TOO_MUCH_MEGABYTES)
  expect(await client.close()).toBe(0)
  expect(house.logged()).toContain(code)
})

test('numbers that no double holds arrive as they were written', async () => {
  const client = house.start()
  await client.open()
  client.send({ id: 1, method: 'tools/call', params: echo('numbers') })
  expect(await client.nextText()).toContain('"big":12345678901234567890,"exact":1.0,"huge":1e400')
  await client.close()
})

test('that exits at once: the first request gets an error, the log has its end, exit code 2', async () => {
  const client = house.start('exits')
  expect(await client.open()).toHaveProperty('error')
  expect(await client.ended).toBe(2)
  expect(client.stderr()).toContain('exit code 7')
  expect(house.logged()).toContain('"code":7')
})

test.concurrent('that only makes noise: the client may leave at any time, and the log stays bounded', async () => {
  const client = house.start('noise-only')
  client.send({ id: 1, method: 'initialize', params: {} })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(client.peakMegabytes()).toBeLessThan(TOO_MUCH_MEGABYTES)
  expect(await client.close()).toBe(0)
})

test.concurrent('that never answers: a client that has closed its side is told after a bound', async () => {
  const client = house.start()
  await client.open()
  client.send({ id: 1, method: 'tools/call', params: echo('silent') })
  const code = client.close()
  expect(await client.next()).toMatchObject({ id: 1, error: { code: -32011 } })
  expect(await code).toBe(0)
})

test.concurrent('that reads nothing: calls of any size are refused after the wait, and the run can be ended', async () => {
  const client = house.start('deaf')
  await client.open()
  for (let id = 0; id < 10; id += 1) {
    client.send({ id, method: 'tools/call', params: echo('x'.repeat(100_000)) })
  }
  expect(await client.next()).toMatchObject({ error: { code: -32011 } })
  client.child.kill('SIGTERM')
  expect(await client.ended).toBe(0)
})

test('that floods a client which does not read: memory stays bounded, quarantine still works, and its end is in the log', async () => {
  const client = house.start()
  await client.open()
  client.send({ id: 1, method: 'tools/call', params: echo('notes') })
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  expect(client.peakMegabytes()).toBeLessThan(TOO_MUCH_MEGABYTES)
  expect(house.home.sallyport('quarantine', 'fixture', '--reason', 'test').status).toBe(0)
  expect(await client.ended.catch(() => null)).toBe(1)
  expect(house.logged()).toContain('"reason":"quarantined"')
  expect(house.home.sallyport('release', 'fixture', '--yes').status).toBe(0)
})

test('what it writes on stderr is shown as its own, made visible', async () => {
  const client = house.start()
  await client.open()
  await client.call(1, 'stderr')
  await client.close()
  expect(client.stderr()).toContain('[fixture] sallyport: not from us \\u{1b}[31mred')
})

test('after all that, the log verifies', () => {
  const { status, stdout } = house.home.sallyport('log', 'verify')
  expect(`${status} ${stdout}`).toMatch(/^0 /)
})
