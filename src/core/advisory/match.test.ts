// Affected or not, by lists, ranges and their events, in both orders of versions.
import { expect, test } from 'vitest'
import { fixedIn, matchOf } from './match.ts'
import type { Ecosystem, RangeEvent } from './osv.ts'
import { comparePython, readPythonVersion } from './pep440.ts'

const range = (text: string): readonly RangeEvent[] =>
  text.split(' ').map((word) => {
    const [kind, version] = word.split(':') as [RangeEvent['kind'], string]
    return { kind, version }
  })

test.each<[Ecosystem, string, string, readonly string[], string]>([
  ['npm', '1.2.3', 'introduced:0', [], 'affected'],
  ['npm', '0.1.15', 'introduced:0.0.5 fixed:0.1.16', [], 'affected'],
  ['npm', '0.1.16', 'introduced:0.0.5 fixed:0.1.16', [], 'not-affected'],
  ['npm', '0.0.4', 'introduced:0.0.5 fixed:0.1.16', [], 'not-affected'],
  ['npm', '0.1.16-rc.1', 'introduced:0 fixed:0.1.16', [], 'affected'],
  ['npm', '2.0.0', 'introduced:0 last:2.0.0', [], 'affected'],
  ['npm', '2.0.1', 'introduced:0 last:2.0.0', [], 'not-affected'],
  ['npm', '2.5.0', 'introduced:1.0.0 fixed:1.5.0 introduced:2.0.0 fixed:3.0.0', [], 'affected'],
  ['npm', '1.7.0', 'fixed:3.0.0 introduced:2.0.0 fixed:1.5.0 introduced:1.0.0', [], 'not-affected'],
  ['npm', '9.9.9', 'introduced:1.0.0 fixed:2.0.0', ['9.9.9'], 'affected'],
  ['npm', 'not a version', 'introduced:1.0.0', [], 'unknown'],
  ['npm', '1.0.0', 'introduced:x', [], 'unknown'],
  ['pypi', '1.0rc1', 'introduced:0 fixed:1.0', [], 'affected'],
  ['pypi', '1.0.post1', 'introduced:0 fixed:1.0', [], 'not-affected'],
  ['pypi', '1.0.0', 'introduced:5', ['1.0'], 'affected'],
  ['pypi', '1!0.1', 'introduced:0 fixed:2.0', [], 'not-affected'],
])('%s %s in %s %j: %s', (ecosystem, version, events, versions, expected) => {
  expect(matchOf(version, { ecosystem, versions, ranges: [range(events)] })).toBe(expected)
})

test('the next version that mends it comes first', () => {
  const ranges = [range('introduced:0 fixed:1.5.0 introduced:2.0.0 fixed:2.4.0'), range('introduced:0 fixed:0.9.0')]
  expect(fixedIn('1.0.0', { ecosystem: 'npm', ranges })).toEqual(['1.5.0', '2.4.0'])
})

test('Python versions have one order', () => {
  const sorted = [
    '1.0.dev1',
    '1.0a1.dev1',
    '1.0a1',
    '1.0b2',
    '1.0rc1',
    '1.0',
    '1.0+local.1',
    '1.0.post1.dev1',
    '1.0.post1',
    '1.0.1',
    '1.10',
    '2',
    '1!0',
  ]
  const read = (text: string) => readPythonVersion(text)!
  expect(sorted.toReversed().toSorted((a, b) => comparePython(read(a), read(b)))).toEqual(sorted)
  expect(comparePython(read('v1.0-ALPHA.1'), read('1.0.0a1'))).toBe(0)
  expect(readPythonVersion('latest')).toBeNull()
})
