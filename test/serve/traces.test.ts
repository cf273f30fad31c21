// Traces of the built program, with a collector on loopback: to which trace a request belongs, what is told of it, and that no call
// waits for whoever collects.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  type Head,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'

type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
  readonly status?: { readonly code: number }
}

const SERVER = 2
const CLIENT = 3
const ERROR = 2
const valueOf = ({ attributes }: Span, key: string): unknown =>
  Object.values(attributes.find((one) => one.key === key)?.value ?? {})[0]

const bodies: string[] = []
const collecting: RequestListener = (request, response) => {
  let text = ''
  request
    .setEncoding('utf8')
    .on('data', (part: string) => (text += part))
    .on('end', () => {
      if (request.url === '/v1/traces') bodies.push(text)
      response.end('{}')
    })
}
const at: { answer: RequestListener } = { answer: collecting }
let collector: Server
let served: Served
let head: Head
beforeAll(async () => {
  collector = createServer((request, response) => at.answer(request, response))
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const home = witnessHome()
  const config = `yes: allow\nmetrics: 127.0.0.1:0\ntraces: http://127.0.0.1:${(collector.address() as AddressInfo).port}\n`
  home.write('config.yaml', config)
  served = await startServing(home)
})
afterAll(async () => {
  await closeServing(served)
  collector.closeAllConnections()
  collector.close()
})
beforeEach(async () => (head = await openSession(served)))

const spans = (): readonly Span[] =>
  bodies.flatMap((body) => {
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  })
const newId = (): string => crypto.randomUUID().replaceAll('-', '')
const PARENT = 'c0ffee00c0ffee00'
const parent = (traceId: string, flags = '01'): string => `00-${traceId}-${PARENT}-${flags}`

/** All that was told of this trace, once its request is. */
async function told(traceId: string): Promise<readonly Span[]> {
  const own = (): readonly Span[] => spans().filter((span) => span.traceId === traceId)
  await until(() => own().some(({ kind }) => kind === SERVER) && own().some(({ kind }) => kind === CLIENT), 10_000)
  return own()
}

type Way = (traceId: string, words: string) => Promise<Response>
const WAYS: Readonly<Record<string, Way>> = {
  'a legacy client by the header': (id, text) =>
    post(served, callOf(1, 'echo', { text }), { ...head, traceparent: parent(id) }),
  'a legacy client by `_meta`': (id, text) =>
    post(served, callOf(1, 'echo', { text }, { traceparent: parent(id) }), head),
  'a modern client by the header': (id, text) => {
    const [body, more] = modern(1, 'tools/call', { name: 'echo', arguments: { text } })
    return post(served, body, { ...more, traceparent: parent(id) })
  },
  'a modern client by `_meta`': (id, text) =>
    post(served, ...modern(1, 'tools/call', { name: 'echo', arguments: { text } }, { traceparent: parent(id) })),
}

describe('one trace joins the call, what was decided, and the server', () => {
  test.each(Object.keys(WAYS))('%s', async (way) => {
    const [id, words] = [newId(), crypto.randomUUID()]
    expect(await messagesOf(await WAYS[way]!(id, words))).toMatchObject([{ id: 1 }])
    const found = await told(id)
    const request = found.find(({ kind }) => kind === SERVER)!
    expect([request.name, request.parentSpanId]).toEqual(['tools/call echo', PARENT])
    const below = found.filter((span) => span !== request)
    expect(new Set(below.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([request.spanId]))
    const names = new Set(below.map(({ name }) => name.slice('sallyport.'.length)))
    expect(new Set(found.map(({ spanId }) => spanId)).size).toBe(found.length)
    for (const stage of ['decode', 'route', 'inspect', 'decide', 'record', 'send']) expect(names).toContain(stage)
    const upstream = found.filter(({ kind }) => kind === CLIENT)
    expect(upstream.map(({ name }) => name)).toEqual(['tools/call echo'])
    const line = served.witnessed().find((one) => one.includes(words))!
    const { params } = JSON.parse(line) as { params: { _meta: { traceparent: string } } }
    expect(params._meta.traceparent).toBe(`00-${id}-${upstream[0]!.spanId}-01`)
    const outside = below.filter(
      ({ startTimeUnixNano: from, endTimeUnixNano: to }) =>
        BigInt(from) < BigInt(request.startTimeUnixNano) || BigInt(to) < BigInt(from),
    )
    expect(outside).toEqual([])
  })
})

test('a span says what was decided and how large it was, and nothing that anybody said', async () => {
  const [id, words] = [newId(), `words-${crypto.randomUUID()}`]
  await (await post(served, callOf(words, 'echo', { text: words }), { ...head, traceparent: parent(id) })).text()
  const found = await told(id)
  const keys = new Set(found.flatMap(({ attributes }) => attributes.map(({ key }) => key)))
  for (const key of ['sallyport.server', 'sallyport.decision', 'sallyport.bytes', 'gen_ai.tool.name'])
    expect(keys).toContain(key)
  expect(bodies.join('').includes(words)).toBe(false)
  expect(bodies.join('').includes(served.token)).toBe(false)
})

test('a tool that nobody approved is not named, and its refusal is an error', async () => {
  const [id, name] = [newId(), `made-up-${crypto.randomUUID()}`]
  await (await post(served, callOf(1, name), { ...head, traceparent: parent(id) })).text()
  const isRequest = ({ traceId, kind }: Span): boolean => traceId === id && kind === SERVER
  await until(() => spans().some(isRequest), 10_000)
  expect(bodies.join('').includes(name)).toBe(false)
  const decide = spans().find((span) => span.traceId === id && span.name === 'sallyport.decide')!
  expect(valueOf(decide, 'sallyport.decision')).toBe('deny')
  for (const span of [decide, spans().find(isRequest)!]) {
    expect([valueOf(span, 'error.type'), span.status?.code]).toEqual(['item-unknown', ERROR])
  }
})

test('what a server says that failed is an error of the request, and of what was asked of the server', async () => {
  const id = newId()
  await (await post(served, callOf(1, 'wait', { count: -1 }), { ...head, traceparent: parent(id) })).text()
  const failed = (await told(id)).filter(({ status }) => status?.code === ERROR)
  const found = failed.toSorted((one, other) => one.kind - other.kind)
  expect(found.map((span) => [span.kind, valueOf(span, 'error.type')])).toEqual([
    [SERVER, 'tool_error'],
    [CLIENT, 'tool_error'],
  ])
})

test('that a server does not know a method is an error of whoever asks it', async () => {
  const id = newId()
  const asked = { jsonrpc: '2.0', id: 1, method: 'completion/complete', params: {} }
  await (await post(served, asked, { ...head, traceparent: parent(id) })).text()
  const failed = (await told(id)).filter(({ status }) => status?.code === ERROR)
  expect(failed.map((span) => [span.kind, valueOf(span, 'rpc.response.status_code')])).toEqual([[CLIENT, '-32601']])
})

test('a trace that is not sampled is passed on, and not told', async () => {
  const [id, words] = [newId(), crypto.randomUUID()]
  await (await post(served, callOf(1, 'echo', { text: words }), { ...head, traceparent: parent(id, '00') })).text()
  expect(served.witnessed().find((one) => one.includes(words))).toContain(parent(id, '00'))
  const other = newId()
  await (await post(served, callOf(2, 'echo'), { ...head, traceparent: parent(other) })).text()
  await told(other)
  expect(spans().some(({ traceId }) => traceId === id)).toBe(false)
})

test.each(['', 'nonsense', `00-${'0'.repeat(32)}-${PARENT}-01`])(
  'with %j the trace begins here',
  async (traceparent) => {
    const words = crypto.randomUUID()
    await (await post(served, callOf(1, 'echo', { text: words }), { ...head, traceparent })).text()
    const line = served.witnessed().find((one) => one.includes(words))!
    const [, id] = /"traceparent":"00-([0-9a-f]{32})-/.exec(line)!
    expect((await told(id!)).find(({ kind }) => kind === 2)).not.toHaveProperty('parentSpanId')
  },
)

describe('no call waits for a collector', () => {
  const dropped = async (): Promise<number> => {
    const port = /Metrics are at http:\/\/127\.0\.0\.1:(\d+)/.exec(served.said())![1]
    const token = served.home.sallyport('serve', '--show-metrics-token').stdout.trim()
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    return Number(/sallyport_spans_total\{outcome="dropped"\} (\d+)/.exec(await answer.text())?.[1])
  }
  afterAll(() => (at.answer = collecting))

  test.each<[string, RequestListener]>([
    ['that never answers', () => undefined],
    ['that refuses', (_, response) => void response.writeHead(503).end()],
    ['that leads elsewhere', (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end()],
    ['that hangs up', (request) => void request.socket.destroy()],
  ])('%s', async (_, answer) => {
    const before = await dropped()
    at.answer = answer
    for (let id = 1; id <= 100; id += 1) {
      expect(await messagesOf(await post(served, callOf(id, 'echo', { text: 'x' }), head))).toMatchObject([{ id }])
    }
    await expect.poll(dropped, { timeout: 20_000, interval: 250 }).toBeGreaterThan(before)
    expect(served.said()).toMatch(
      /does not take traces \(.+\)\. They are dropped and counted; no call waits for it\.\n/,
    )
    at.answer = collecting
  })
})
