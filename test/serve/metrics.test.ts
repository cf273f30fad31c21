// Metrics and health of the built program: who may read them, what they count, and that nobody outside can make them grow.
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import type { Home } from '../real/home.ts'
import {
  callOf,
  closeServing,
  modern,
  openSession,
  post,
  type Served,
  speak,
  startServing,
  witnessHome,
} from './place.ts'
import { ask, TlsPlace } from './tls-place.ts'

let served: Served
let port: number
let token: string
const write = (home: Home, name: string, text: string): void => home.write(name, text)
const portIn = (said: string): number => Number(/Metrics are at https?:\/\/[\d.]+:(\d+)\/metrics/.exec(said)?.[1])
beforeAll(async () => {
  const home = witnessHome()
  write(home, 'config.yaml', 'yes: allow\nmetrics: 127.0.0.1:0\npolicy: own\n')
  write(home, 'policy.cedar', '@id("all") permit (principal, action, resource);\n')
  served = await startServing(home)
  await until(() => Number.isFinite(portIn(served.said())))
  port = portIn(served.said())
  token = home.sallyport('serve', '--show-metrics-token').stdout.trim()
})
afterAll(() => closeServing(served))

const get = (path: string, headers: Record<string, string> = {}, at = port): Promise<Response> =>
  fetch(`http://127.0.0.1:${at}${path}`, { headers })
const scrape = async (): Promise<string> => (await get('/metrics', { authorization: `Bearer ${token}` })).text()
/** The value of the series that begins so; 0 where there is none. */
const valueOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length) ?? 0,
  )

describe('who may read them', () => {
  test.each<[string, () => Record<string, string>, number]>([
    ['whoever has the token', () => ({ authorization: `Bearer ${token}` }), 200],
    ['nobody else', () => ({}), 401],
    ['no client, by the token of clients', () => ({ authorization: `Bearer ${served.token}` }), 401],
    ['no web page', () => ({ authorization: `Bearer ${token}`, host: 'evil.example' }), 403],
  ])('%s', async (_, headers, status) => {
    const lines = Object.entries(headers()).map(([name, value]) => `${name}: ${value}\r\n`)
    const host = 'host' in headers() ? '' : 'host: 127.0.0.1\r\n'
    const heard = await speak(port, `GET /metrics HTTP/1.1\r\n${host}${lines.join('')}connection: close\r\n\r\n`)
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(heard.includes('sallyport_')).toBe(status === 200)
  })

  test('the token is in a file of its own, and opens no server', async () => {
    expect(statSync(join(served.home.env['SALLYPORT_HOME']!, 'keys', 'metrics.token')).mode & 0o777).toBe(0o600)
    expect((await post(served, {}, { authorization: `Bearer ${token}` })).status).toBe(401)
  })

  test('clients find nothing of it at their port', async () => {
    expect((await get('/metrics', { authorization: `Bearer ${token}` }, served.port)).status).toBe(404)
  })

  test('every line is one that Prometheus reads', async () => {
    const answer = await get('/metrics', { authorization: `Bearer ${token}` })
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const line =
      /^(?:# (?:HELP|TYPE) [a-z_][a-z0-9_]* .+|[a-z_][a-z0-9_]*(?:\{[a-z_]+="[^"\n]*"(?:,[a-z_]+="[^"\n]*")*\})? -?[0-9.e+-]+)$/
    expect(
      (await answer.text())
        .trimEnd()
        .split('\n')
        .filter((one) => !line.test(one)),
    ).toEqual([])
  })
})

describe('what they count', () => {
  let before: string
  let head: Record<string, string>
  beforeEach(async () => {
    head = await openSession(served)
    before = await scrape()
  })
  const more = (after: string, series: string): number => valueOf(after, series) - valueOf(before, series)

  test('a call, its decisions and its stages', async () => {
    await (await post(served, callOf(1, 'echo', { text: 'x' }), head)).text()
    const after = await scrape()
    const requests = 'sallyport_requests_total{server="witness",method="tools/call",decision="allow"}'
    expect(more(after, requests)).toBe(1)
    for (const stage of ['decode', 'route', 'inspect', 'decide', 'record', 'send', 'upstream']) {
      expect(more(after, `sallyport_stage_seconds_count{server="witness",stage="${stage}"}`)).toBeGreaterThan(0)
    }
    expect(valueOf(after, 'sallyport_sessions{era="legacy"}')).toBeGreaterThan(0)
    expect(valueOf(after, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
    expect(valueOf(after, 'sallyport_ready')).toBe(1)
  })

  test('a refusal by its reason', async () => {
    await (await post(served, callOf(1, 'nowhere'), head)).text()
    await post(served, {}, { authorization: 'Bearer wrong' })
    const after = await scrape()
    expect(more(after, 'sallyport_requests_total{server="witness",method="tools/call",decision="deny"}')).toBe(1)
    expect(after).toMatch(
      /sallyport_decisions_total\{server="witness",direction="upstream",decision="deny",reason="item-[a-z-]+"\} \d/,
    )
    expect(more(after, 'sallyport_http_refused_total{reason="unauthorized"}')).toBe(1)
  })

  test('starts and ends of servers', async () => {
    await post(served, ...modern(1, 'tools/call', { name: 'end', arguments: {} }))
    // What was under way is answered at once; the end is told when all that the server started has died too.
    const exits = 'sallyport_server_exits_total{server="witness",cause="end"}'
    await until(async () => more(await scrape(), exits) > 0)
    const after = await scrape()
    expect(more(after, 'sallyport_server_starts_total{server="witness"}')).toBe(1)
    expect(more(after, exits)).toBe(1)
  })

  test('nothing that a client makes up becomes a series', async () => {
    const words = 'zz9madeup'
    for (const [name, method] of [
      ['echo', `${words}/method`],
      [words, 'tools/call'],
    ] as const) {
      await (await post(served, { jsonrpc: '2.0', id: `${words}${name}`, method, params: { name } }, head)).text()
    }
    await post(served, {}, head, words)
    await post(served, '{', { ...head, [words]: words })
    await fetch(`http://127.0.0.1:${served.port}/${words}?${words}`)
    const after = await scrape()
    expect(after).not.toContain(words)
    expect(more(after, 'sallyport_requests_total{server="witness",method="other",decision="deny"}')).toBe(1)
  })
})

describe('health', () => {
  test('needs no token, at either port', async () => {
    for (const at of [port, served.port]) {
      for (const path of ['/healthz', '/readyz']) {
        const answer = await get(path, {}, at)
        expect([answer.status, await answer.text()]).toEqual([200, '{"status":"ok"}'])
      }
    }
  })

  test.each<[string, string, string, string]>([
    ['settings that cannot be read', 'config.yaml', 'yes: perhaps\n', 'settings'],
    ['a policy that is not there', 'config.yaml', 'yes: allow\npolicy: own\n', 'settings'],
    ['approvals that were damaged', 'sallyport.lock', '{', 'approvals'],
  ])('%s: alive, and not ready', async (what, name, text, missing) => {
    const home = witnessHome()
    const other = await startServing(home)
    write(home, name, text)
    const answer = async (): Promise<string> => (await get('/readyz', {}, other.port)).text()
    await expect.poll(answer, { timeout: 10_000, interval: 200 }).toBe(`{"status":"unready","missing":["${missing}"]}`)
    expect([(await get('/readyz', {}, other.port)).status, (await get('/healthz', {}, other.port)).status]).toEqual([
      503, 200,
    ])
    await closeServing(other)
  })
})

test('beyond loopback it is refused without TLS, and with it needs no certificate of a client', async () => {
  const home = witnessHome()
  write(home, 'config.yaml', 'metrics: 0.0.0.0:0\n')
  const refused = home.sallyport('serve', '--listen', '127.0.0.1:0')
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/plain HTTP on loopback alone.*\n.*give `tls`/),
  ])
  const place = new TlsPlace(home)
  place.config([`ca: ${place.path('ca.pem')}`, 'user: cn'], ['metrics: 0.0.0.0:0'])
  const secure = await startServing(home)
  await until(() => Number.isFinite(portIn(secure.said())))
  const headers = { authorization: `Bearer ${home.sallyport('serve', '--show-metrics-token').stdout.trim()}` }
  const { status, text } = await ask(portIn(secure.said()), { ca: place.gateway.cert, headers }, null, '/metrics')
  expect([status, text]).toEqual([200, expect.stringMatching(/sallyport_certificate_end_seconds \d{10}\n/)])
  expect((await ask(portIn(secure.said()), { ca: place.gateway.cert }, null, '/readyz')).status).toBe(200)
  await closeServing(secure)
})

test('a token that others can read is no token', () => {
  const home = witnessHome()
  home.sallyport('serve', '--show-metrics-token')
  chmodSync(join(home.env['SALLYPORT_HOME']!, 'keys', 'metrics.token'), 0o644)
  expect(home.sallyport('serve', '--show-metrics-token').status).toBe(2)
  return home.remove()
})

test('a port that is taken is said to be that of metrics, and nothing is served', async () => {
  const home = witnessHome()
  write(home, 'config.yaml', `metrics: 127.0.0.1:${port}\n`)
  const { status, stderr } = home.sallyport('serve', '--listen', '127.0.0.1:0')
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/could not be listened on.*\n.*another port for `metrics`/),
  ])
  expect(stderr).not.toContain('Listening')
  await home.remove()
})
