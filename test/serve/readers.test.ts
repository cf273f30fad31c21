// Readers of others read what is told to who watches: the client library of Prometheus the metrics, the schema of OpenTelemetry the
// traces. With Prometheus and a collector themselves it was tried by hand (docs/decisions/0056).
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { METRICS } from '../../src/core/telemetry/metrics.ts'
import { until } from '../gateway-process/place.ts'
import { callOf, closeServing, openSession, post, type Served, startServing, witnessHome } from './place.ts'

const READERS = ['prometheus_client==0.26.0', 'opentelemetry-proto==1.45.2']
type Read = {
  readonly kinds: Readonly<Record<string, string>>
  readonly buckets: readonly (readonly [stage: string, end: string, count: number])[]
  readonly spans: readonly { readonly ids: readonly number[]; readonly kind: number; readonly took: number }[]
}

const bodies: string[] = []
const collector = createServer((request, response) => {
  let text = ''
  request
    .setEncoding('utf8')
    .on('data', (part: string) => (text += part))
    .on('end', () => {
      bodies.push(text)
      response.end('{}')
    })
})
let served: Served
let read: Read
beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const home = witnessHome()
  const at = (collector.address() as AddressInfo).port
  home.write('config.yaml', `yes: allow\nmetrics: 127.0.0.1:0\ntraces: http://127.0.0.1:${at}\n`)
  served = await startServing(home)
  const head = await openSession(served)
  await (await post(served, callOf(1, 'echo', { text: 'x' }), head)).text()
  await (await post(served, callOf(2, 'nowhere'), head)).text()
  await until(() => bodies.join('').includes('tools/call echo'), 10_000)
  const port = /Metrics are at http:\/\/127\.0\.0\.1:(\d+)/.exec(served.said())![1]
  const token = home.sallyport('serve', '--show-metrics-token').stdout.trim()
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  read = readBy(join(home.folder, 'readers'), { metrics: await answer.text(), traces: bodies })
}, 120_000)
afterAll(async () => {
  await closeServing(served)
  collector.closeAllConnections()
  collector.close()
})

function readBy(folder: string, told: object): Read {
  const pip = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--target', folder, ...READERS]
  const script = [join(import.meta.dirname, 'readers.py'), folder]
  const outputs = [pip, script].map((words) => {
    const input = JSON.stringify(told)
    const { status, stdout, stderr } = spawnSync('python3', words, { input, encoding: 'utf8', timeout: 90_000 })
    if (status !== 0) throw new Error(stderr)
    return stdout
  })
  return JSON.parse(outputs[1]!) as Read
}

test('each metric has the kind that it has in our table', () => {
  expect(Object.keys(read.kinds).length).toBeGreaterThan(10)
  const ours = Object.entries(METRICS).map(([name, { kind }]) => [name.replace(/_total$/, ''), kind] as const)
  for (const [name, kind] of Object.entries(read.kinds)) expect([name, kind]).toEqual([name, new Map(ours).get(name)])
})

test('buckets of a histogram grow to the one that holds all', () => {
  const counts = read.buckets.filter(([stage]) => stage === 'upstream').map(([, , count]) => count)
  expect(counts).toEqual(counts.toSorted((one, other) => one - other))
  expect(read.buckets.findLast(([stage]) => stage === 'upstream')).toEqual(['upstream', '+Inf', counts.at(-1)])
  expect(counts.at(-1)).toBeGreaterThan(0)
})

test('every span is one by the schema, with ids of their lengths, a kind, and an end after its beginning', () => {
  expect(read.spans.length).toBeGreaterThan(10)
  expect(new Set(read.spans.map(({ ids }) => ids.join()))).toEqual(new Set(['16,8']))
  expect(new Set(read.spans.map(({ kind }) => kind))).toEqual(new Set([1, 2, 3]))
  expect(read.spans.filter(({ took }) => took < 0)).toEqual([])
})
