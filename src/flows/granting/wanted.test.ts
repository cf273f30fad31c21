import { describe, expect, test } from 'vitest'
import { pin } from '../../../test/samples/lock.ts'
import type { Pin } from '../../core/model/pin.ts'
import { type GrantWords, readLasts, readPower, readPurpose } from './wanted.ts'

const PIN: Pin = pin
const HOLDING: Pin = { ...PIN, grants: { ...PIN.grants, held: { secrets: true } } }
const words = (more: Partial<GrantWords>): GrantWords => ({ launch: false, secrets: false, ...more })

describe('one power', () => {
  test('a tool with values, as they were written', () => {
    const args = '{"/a": 1.0, "/b/c": {"d": [true]}, "": 12345678901234567890}'
    expect(readPower('calc', PIN, words({ tool: 'add', args }))).toMatchObject({
      kind: 'tool',
      tool: 'add',
      stepUp: false,
      definitions: [expect.stringMatching(/^sha256:/)],
      passed: [
        { pointer: '/a', value: '1.0' },
        { pointer: '/b/c', value: '{"d":[true]}' },
        { pointer: '', value: '12345678901234567890' },
      ],
    })
  })

  test.each<[GrantWords, Pin, object]>([
    [words({ launch: true }), PIN, { kind: 'launch' }],
    [words({ secrets: true }), HOLDING, { kind: 'secrets' }],
  ])('%j', (given, of, power) => {
    expect(readPower('calc', of, given)).toEqual(power)
  })

  test.each<[string, Partial<GrantWords>, string]>([
    ['none', {}, 'one of `--tool TOOL`, `--launch` and `--secrets`'],
    ['two', { launch: true, secrets: true }, 'one of'],
    ['a tool and a start', { launch: true, tool: 'add' }, 'one of'],
    ['a tool that is not approved', { tool: 'ad' }, 'calc was approved with no tool "ad"'],
    ['a tool of the prototype', { tool: 'constructor' }, 'no tool "constructor"'],
    ['secrets that are not held back', { secrets: true }, 'holds no secrets back'],
    ['values of a start', { launch: true, args: '{"/a":1}' }, '--args belongs to `--tool`'],
    ['values that are no JSON', { tool: 'add', args: '{' }, 'not readable as JSON'],
    ['values that are no object', { tool: 'add', args: '[1]' }, 'it is no object'],
    ['no value', { tool: 'add', args: '{}' }, 'it names no place'],
    ['a place twice', { tool: 'add', args: '{"/a":1,"/a":2}' }, 'a place stands there twice'],
    ['a name in place of a pointer', { tool: 'add', args: '{"a":1}' }, '"a" is no JSON pointer'],
    ['a pointer with a stray tilde', { tool: 'add', args: '{"/a~2":1}' }, 'is no JSON pointer'],
    [
      'too many places',
      { tool: 'add', args: JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`/${n}`, n]))) },
      'more than 16 places',
    ],
    ['too long values', { tool: 'add', args: JSON.stringify({ '/a': 'x'.repeat(4_096) }) }, 'longer than 4096'],
  ])('%s is refused', (_, given, why) => {
    expect(() => readPower('calc', PIN, words(given))).toThrow(why)
  })
})

test.each<[string, number]>([
  ['30m', 1_800_000],
  ['12h', 43_200_000],
])('--ttl %s', (text, ms) => {
  expect(readLasts(text)).toBe(ms)
})

test.each<[string | undefined, string]>([
  [undefined, '--ttl wants'],
  ['0m', '--ttl wants'],
  ['soon', '--ttl wants'],
  ['13h', 'no grant lasts longer than 12 hours'],
  ['90d', 'no grant lasts longer'],
])('--ttl %s is refused', (text, why) => {
  expect(() => readLasts(text)).toThrow(why)
})

test.each<[string | undefined]>([[undefined], [''], ['  '], ['two\nlines'], ['hidden\u200bsign'], ['x'.repeat(301)]])(
  '--purpose %j is refused',
  (text) => {
    expect(() => readPurpose(text)).toThrow('--purpose wants')
  },
)
