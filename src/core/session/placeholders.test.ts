import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import { Placeholders } from './placeholders.ts'

const keyed = (key: string) => (text: string) => createHmac('sha256', key).update(text).digest('hex')
const restored = (placeholders: Placeholders, text: string): string => placeholders.restore(text, () => undefined)

describe('a placeholder', () => {
  test('says what it stands for, and nothing of it', () => {
    expect(new Placeholders(keyed('a')).keep('GitHub token', 'hunter22')).toMatch(/^\[github-token:[0-9a-f]{4}\]$/)
  })

  test('is the same for the same value, and another one under another key', () => {
    const [one, two] = [new Placeholders(keyed('a')), new Placeholders(keyed('b'))]
    expect(one.keep('password', 'hunter22')).toBe(one.keep('password', 'hunter22'))
    expect(one.keep('password', 'hunter22')).not.toBe(two.keep('password', 'hunter22'))
  })

  test('is longer where two values would share one', () => {
    const placeholders = new Placeholders((text) => `00000000${keyed('a')(text)}`)
    const names = ['one', 'two', 'three'].map((value) => placeholders.keep('password', value))
    expect(new Set(names).size).toBe(3)
    expect(names.map((name) => restored(placeholders, name))).toEqual(['one', 'two', 'three'])
  })

  test('is put back wherever it stands, and told', () => {
    const placeholders = new Placeholders(keyed('a'))
    const name = placeholders.keep('password', 'hunter22')
    const told: string[] = []
    expect(placeholders.restore(`a ${name}, b ${name}`, (one) => told.push(one))).toBe('a hunter22, b hunter22')
    expect(told).toEqual([name, name])
  })

  test('that was never given out stays as it is', () => {
    const placeholders = new Placeholders(keyed('a'))
    const named = placeholders.nameOf('password', 'hunter22')
    expect(placeholders.isEmpty).toBe(true)
    expect(restored(placeholders, `${named} [password:0000]`)).toBe(`${named} [password:0000]`)
  })
})

test.each([
  ['many', bound('kept-secrets'), 1],
  ['long', 4, bound('kept-secret-chars') / 4],
])('beyond the bound they are replaced and not kept: too %s', (_, count, length) => {
  const placeholders = new Placeholders(keyed('a'))
  const valueOf = (at: number): string => String(at).padStart(length, 'x')
  const names = Array.from({ length: count + 1 }, (__, at) => placeholders.keep('password', valueOf(at)))
  expect(restored(placeholders, names[count - 1]!)).toBe(valueOf(count - 1))
  expect(restored(placeholders, names[count]!)).toBe(names[count])
})
