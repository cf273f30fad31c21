import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import { Meter } from './meter.ts'
import { BUCKETS } from './metrics.ts'

test('nothing is said of what never happened', () => expect(new Meter().text).toBe(''))

test('counters and gauges, each with its kind and what it is', () => {
  const meter = new Meter()
  meter.add('sallyport_http_refused_total', ['token-expired'])
  meter.add('sallyport_http_refused_total', ['token-expired'], 2)
  meter.set('sallyport_open_replies', [], 3)
  meter.set('sallyport_open_replies', [], 1)
  expect(meter.text.split('\n')).toEqual([
    expect.stringMatching(/^# HELP sallyport_http_refused_total \S/),
    '# TYPE sallyport_http_refused_total counter',
    'sallyport_http_refused_total{reason="token-expired"} 3',
    expect.stringMatching(/^# HELP sallyport_open_replies \S/),
    '# TYPE sallyport_open_replies gauge',
    'sallyport_open_replies 1',
    '',
  ])
})

test('a histogram counts all that is not longer than the end of a bucket', () => {
  const meter = new Meter()
  for (const seconds of [BUCKETS[0], 0.3, 0.5, 61]) meter.observe('sallyport_stage_seconds', ['one', 'send'], seconds)
  const lines = meter.text.split('\n').filter((line) => !line.startsWith('#'))
  const at = (end: string): string | undefined => lines.find((line) => line.includes(`le="${end}"`))
  const head = 'sallyport_stage_seconds_bucket{server="one",stage="send",le='
  expect([at('0.0001'), at('0.25'), at('0.5'), at('60'), at('+Inf')]).toEqual([
    ...[`${head}"0.0001"} 1`, `${head}"0.25"} 1`, `${head}"0.5"} 3`, `${head}"60"} 3`, `${head}"+Inf"} 4`],
  ])
  expect(lines.slice(-3, -1)).toEqual([
    `sallyport_stage_seconds_sum{server="one",stage="send"} ${BUCKETS[0] + 61.8}`,
    'sallyport_stage_seconds_count{server="one",stage="send"} 4',
  ])
})

test('a name can end neither its text nor its line', () => {
  const meter = new Meter()
  meter.add('sallyport_server_starts_total', ['a"b\\c\nd'])
  expect(meter.text).toContain('{server="a\\"b\\\\c\\nd"} 1\n')
})

test('what would need one series too many is counted under `other`, and that is counted too', () => {
  const meter = new Meter()
  for (let n = 0; n < bound('metric-series') + 5; n += 1) meter.add('sallyport_server_starts_total', [`server-${n}`])
  meter.add('sallyport_server_starts_total', ['server-0'])
  const lines = meter.text.split('\n').filter((line) => line.startsWith('sallyport_server_starts_total'))
  expect(lines).toHaveLength(bound('metric-series') + 1)
  expect(lines).toContain('sallyport_server_starts_total{server="other"} 5')
  expect(lines).toContain('sallyport_server_starts_total{server="server-0"} 2')
  expect(meter.text).toContain('sallyport_folded_series_total 5\n')
})
