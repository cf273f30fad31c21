import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { Json } from '../model/json.ts'
import { joined, learn, newTool, type Observation, type ToolBaseline } from './baseline.ts'
import { compare, wordsOf } from './deviation.ts'
import { shapeOf } from './shape.ts'

const call = (
  size: number,
  passed: Json = { path: 'a' },
  destinations: readonly string[] = [],
  sql: readonly string[] = [],
) =>
  ({
    calls: 1,
    sizes: { 'arguments-size': size },
    sets: {
      shape: shapeOf(passed, new Set(['path', 'text'])).places,
      destination: new Set(destinations),
      sql: new Set(sql),
    },
  }) satisfies Observation
const result = (size: number): Observation => ({ calls: 0, sizes: { 'result-size': size }, sets: {} })
const minute = (calls: number): Observation => ({ calls: 0, sizes: { burst: calls }, sets: {} })

const learned = (observations: readonly Observation[], from = newTool('d')): ToolBaseline =>
  observations.reduce(learn, from)
const times = <Value>(count: number, make: (index: number) => Value): readonly Value[] =>
  Array.from({ length: count }, (_, index) => make(index))
const names = (tool: ToolBaseline, one: Observation): readonly string[] => compare(tool, one).map(({ name }) => name)

/** Forty calls a tool that reads: results of 1 to 2 KB, one place, one verb, a few calls a minute. */
const USUAL = learned([
  ...times(40, (index) => call(200 + index, { path: `notes/${index}.md` }, ['api.example'], ['select'])),
  ...times(40, (index) => result(1_000 + 25 * index)),
  ...times(12, (index) => minute(2 + (index % 5))),
])

describe('one deviation each', () => {
  test.each<[what: string, observation: Observation, name: string]>([
    ['a result of ten times the size', result(15_000), 'result-size'],
    ['arguments of ten times the size', call(2_400), 'arguments-size'],
    ['a member that was never passed', call(220, { path: 'a', text: 'b' }), 'shape'],
    ['a list where a text stood', call(220, { path: ['a'] }), 'shape'],
    ['a page where a name stood', call(220, { path: 'x'.repeat(2_000) }), 'shape'],
    ['a name that no schema has', call(220, { path: 'a', extra: 1 }), 'shape'],
    ['another place', call(220, { path: 'a' }, ['evil.example']), 'destination'],
    ['another verb', call(220, { path: 'a' }, [], ['drop table users']), 'sql'],
    ['many calls in a minute', minute(90), 'burst'],
  ])('%s', (_, observation, name) => {
    expect(names(USUAL, observation)).toEqual([name])
  })
})

describe('none', () => {
  test.each<[what: string, observation: Observation]>([
    ['of the same again', call(220, { path: 'b' }, ['api.example'], ['select'])],
    ['for less of everything', call(10, { path: '' })],
    ['for a result of twice the size', result(4_000)],
    ['for an empty result', result(0)],
    ['for many calls where few are many', minute(29)],
  ])('%s', (_, observation) => {
    expect(names(USUAL, observation)).toEqual([])
  })

  test('before enough was seen', () => {
    const young = learned(times(bound('baseline-calls') - 1, () => call(200)))
    expect(names(young, call(1_000_000, { path: 'a', text: 'b' }, ['evil.example'], ['drop table users']))).toEqual([])
  })

  test('of a tool that does something new all the time', () => {
    const restless = learned(times(60, (index) => call(200, { path: 'a' }, [`host${index}.example`])))
    expect(names(restless, call(200, { path: 'a' }, ['another.example']))).toEqual([])
  })

  test('of a tool whose results are of every size', () => {
    const varied = learned([...times(40, () => call(200)), ...times(40, (index) => result(10 * 1.4 ** index))])
    expect(names(varied, result(20_000_000))).toEqual([])
    expect(names(varied, result(200_000_000))).toEqual(['result-size'])
  })

  test.each(['replayed in order', 'replayed backwards'])('of learned traffic %s', (how) => {
    const traffic = times(200, (index) => call(200 + (index % 50), { path: `n${index}` }, [`h${index % 3}.example`]))
    const again = how === 'replayed in order' ? traffic : traffic.toReversed()
    expect(again.flatMap((one) => names(learned(traffic), one))).toEqual([])
  })
})

test('a deviation says the number, what was usual and how far it is', () => {
  expect(compare(USUAL, result(15_000)).map(wordsOf)).toEqual([
    'result-size: 15000 bytes, 9 times the median; usual: 862 to 2047 bytes, the median of 40 is about 1579',
  ])
  expect(compare(USUAL, call(220, { path: 'a' }, ['evil.example\u001b[0m'])).map(wordsOf)).toEqual([
    'destination: new is "evil.example\\u{1b}[0m"; usual: "api.example"; the last 39 calls brought no new place',
  ])
})

test('no value is kept', () => {
  const secret = ['corr', 'ect horse'].join('')
  const tool = learned([call(10, { path: secret, [secret]: { [secret]: secret } })])
  expect(JSON.stringify(tool, (_, value: unknown) => (value instanceof Set ? [...value] : value))).not.toContain(
    'horse',
  )
})

test('after so many calls nothing is learned any more', () => {
  const done = { ...USUAL, calls: bound('baseline-learned') }
  expect(learn(done, call(220, { path: 'a' }, ['evil.example']))).toBe(done)
  expect(joined(done, learned([call(1, { path: 'a' }, ['evil.example'])]))).toBe(done)
})

test('a drift that nobody is told of comes to an end with the learning', () => {
  let tool = USUAL
  let size = 2_000
  let told = 0
  for (let count = 0; count < 4 * bound('baseline-learned') && told === 0; count += 1) {
    told = names(tool, result(size)).length
    tool = learn(learn(tool, call(200)), result(size))
    size *= 1.0005
  }
  expect(tool.calls).toBe(bound('baseline-learned'))
  expect(told).toBe(1)
})

test('a tool in other words is another one', () => {
  const other = learned([call(1)], newTool('other'))
  expect(joined(USUAL, other)).toBe(other)
})

test('two runs at a time learn what one would have, whoever writes first', () => {
  const parts = fc.array(fc.record({ size: fc.nat(100_000), place: fc.constantFrom('a.example', 'b.example') }))
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const seen = (part: typeof one) => part.map(({ size, place }) => call(size, { path: 'a' }, [place]))
      const [first, second] = [learned(seen(one)), learned(seen(other))]
      const both = learned([...seen(one), ...seen(other)])
      for (const way of [joined(first, second), joined(second, first)]) {
        expect(way.sizes).toEqual(both.sizes)
        expect(way.calls).toBe(both.calls)
        expect(way.sets.destination.members).toEqual(both.sets.destination.members)
        expect(way.sets.destination.seen).toBe(one.length + other.length)
      }
    }),
  )
})

test('what is too large to be walked has the shape of that', () => {
  const many = Array.from({ length: bound('baseline-steps') + 1 }, () => 1)
  expect(shapeOf({ path: many }, new Set(['path'])).places).toContain('more')
  expect(shapeOf({ path: many.slice(0, 10).map(() => many.slice(0, 1_000)) }, new Set(['path'])).places).toContain(
    'more',
  )
})
