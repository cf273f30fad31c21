// The rules of alerts that we hand out ask for metrics that there are, with labels that they have. What they do is tried by
// `promtool test rules service/sallyport.rules.test.yml`, where there is one.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Metric, METRICS } from '../../src/core/telemetry/metrics.ts'

const expressions = readFileSync(new URL('../../service/sallyport.rules.yml', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => !/^\s*(#|- (alert|record):|annotations:)/.test(line))
  .join('\n')
const asked = [...expressions.matchAll(/\b(sallyport_\w+?)(?:_bucket)?\b(?:\{(\w+)[!=]+"(\w+)"\})?/g)]

test('there are some', () => expect(asked.length).toBeGreaterThan(8))

test.each(asked.map(([, name = '', label]) => [name, label] as const))('%s{%s}', (name, label) => {
  const metric = (METRICS as Readonly<Record<string, Metric>>)[name]
  expect(metric).toBeDefined()
  if (label !== undefined) expect(metric!.labels).toContain(label)
})

test.each([...expressions.matchAll(/by \(([\w, ]+)\)/g)].map(([, labels]) => labels!.split(', ')))(
  'labels %j',
  (...labels) => {
    const known = new Set(Object.values<Metric>(METRICS).flatMap((one) => [...one.labels, 'le']))
    expect(labels.filter((label) => !known.has(label))).toEqual([])
  },
)
