import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { learn, newTool, type Baseline } from './baseline.ts'
import { readStored, storedText } from './stored.ts'

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const seen = { calls: 1, sizes: { 'arguments-size': 300 }, sets: { destination: new Set(['a.example']) } } as const
const baseline: Baseline = new Map([['add', learn(learn(newTool('d'), seen), seen)]])
const text = storedText(baseline, sha256)

test('what was learned is read back as it was', () => {
  expect(readStored(text, sha256)).toEqual(baseline)
})

/** With a checksum that fits, so that the form alone is what refuses it. */
const signed = (change: (tool: Record<string, unknown>) => void): string => {
  const stored = JSON.parse(text) as { checksum: string; tools: Record<string, Record<string, unknown>> }
  change(stored.tools['add']!)
  const parts = readStored(storedText(new Map(), sha256), sha256)
  expect(parts).toEqual(new Map())
  return JSON.stringify({ ...stored, checksum: `sha256:${sha256(sorted(stored.tools))}` })
}
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

test.each<[what: string, text: string, why: string]>([
  ['half a file', text.slice(0, text.length / 2), 'it is not whole'],
  ['nothing', '', 'it is not whole'],
  ['a list', '[]', 'it is not whole'],
  ['a changed number', text.replace('"calls":2', '"calls":3'), 'its checksum does not fit'],
  ['a place more', text.replace('a.example', 'b.example'), 'its checksum does not fit'],
  ['another version', text.replace('"version":1', '"version":2'), 'it is of another version'],
  ['a number below 0', signed((tool) => (tool['calls'] = -1)), 'a tool in it is not whole'],
  ['a part that is missing', signed((tool) => delete tool['sets']), 'a tool in it is not whole'],
  [
    'a sketch without end',
    signed((tool) => (tool['sizes'] = { burst: Array(9_999).fill(1) })),
    'a tool in it is not whole',
  ],
])('%s is refused', (_, changed, why) => {
  expect(readStored(changed, sha256)).toBe(why)
})
