import { describe, expect, it } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { Source } from '../model/session.ts'
import { Memory } from './memory.ts'
import { type Prints, printsOf } from './prints.ts'

const source = (server: string): Source => ({ server, item: '', session: 'g', seq: 0, labels: [] })
const TEXT = 'Invoice 2026-1147: Miriam Okafor, 18 Harbour Lane, owes 1,204.50'
const told = (...texts: string[]): Memory => {
  const memory = new Memory(() => false)
  texts.forEach((text, index) => memory.remember(printsOf(text), source(`s${index}`)))
  return memory
}
const sharesIn = (memory: Memory, text: string) =>
  memory.shares(printsOf(text)).map(({ source: { server }, letters, hasDigits }) => ({ server, letters, hasDigits }))

describe('a piece counts', () => {
  const prose = 'the harbour will be closed to all ships of the northern line until spring'
  it.each([
    ['from twenty letters on where a number is among them', TEXT, TEXT.slice(0, 30), 1],
    ['not below', TEXT, TEXT.slice(0, 21), 0],
    ['in plain words from about thirty on', prose, prose.slice(0, 44), 1],
    ['not below', prose, prose.slice(0, 30), 0],
  ])('%s', (_, whole, part, count) => {
    expect(sharesIn(told(whole), part)).toHaveLength(count)
  })

  it('once, however often it is said', () => {
    const [once] = sharesIn(told(TEXT), TEXT)
    expect(sharesIn(told(TEXT), `${TEXT} | ${TEXT}`)).toEqual([once])
  })

  it('as much as lies together', () => {
    const apart = `${TEXT.slice(0, 32)} and then something else altogether, ${TEXT.slice(32)}`
    const [whole, parted] = [sharesIn(told(TEXT), TEXT)[0]!.letters, sharesIn(told(TEXT), apart)[0]!.letters]
    expect(parted).toBeLessThan(whole)
  })
})

it('belongs to who said it first', () => {
  expect(sharesIn(told(TEXT, TEXT), TEXT).map(({ server }) => server)).toEqual(['s0'])
})

it('puts the surest source first', () => {
  const memory = told(TEXT.slice(0, 36), `${TEXT.slice(36)}, and not a penny less`)
  expect(sharesIn(memory, `${TEXT}, and not a penny less`).map(({ server }) => server)).toEqual(['s1', 's0'])
})

it('knows nothing of what was never said', () => {
  expect(new Memory(() => false).isEmpty).toBe(true)
  expect(sharesIn(told(''), TEXT)).toEqual([])
})

describe('at its bound', () => {
  const many = (from: number, count: number): Prints => ({
    keys: Float64Array.from({ length: count }, (_, at) => (from + at) * 7919),
    ends: Int32Array.from({ length: count }, (_, at) => 18 + at * 2),
    digits: new Uint8Array(count),
  })
  const half = bound('session-prints') / 2

  it('forgets the older half and says how much it was', () => {
    const memory = new Memory(() => false)
    memory.remember(many(1, half), source('first'))
    memory.remember(many(1 + half, half), source('second'))
    memory.remember(many(1 + 2 * half, 100), source('third'))
    expect(memory.forgotten).toBe(half)
    expect(memory.shares(many(1, 100))).toEqual([])
    expect(memory.shares(many(1 + half, 100))[0]?.source.server).toBe('second')
    expect(memory.shares(many(1 + 2 * half, 100))[0]?.source.server).toBe('third')
  })

  it('forgets the oldest sources', () => {
    const memory = new Memory(() => false)
    for (let at = 0; at <= bound('session-sources'); at++) memory.remember(many(1 + at * 40, 20), source(`s${at}`))
    expect(memory.shares(many(1, 20))).toEqual([])
    expect(memory.shares(many(1 + bound('session-sources') * 40, 20))).toHaveLength(1)
  })
})
