import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest, lock, pin } from '../../../test/samples/lock.ts'
import type { Json } from '../model/json.ts'
import type { Lockfile } from '../model/pin.ts'
import { parseLockfile, pinOf, printLockfile, signedBytes } from './lockfile.ts'
import { isServerName } from './shape.ts'
import { printJson } from './text.ts'

const signature = { key: 'approval-1', value: 'c2lnbmF0dXJl' }
const TEXT = printLockfile(lock, signature)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const lineOf = (part: string): number => TEXT.slice(0, TEXT.indexOf(part)).split('\n').length

test('text and value go round', () => {
  const parsed = parseLockfile(bytes(TEXT))
  expect(parsed).toEqual({ ok: true, lock, signature })
  expect(parsed.ok && printLockfile(parsed.lock, parsed.signature)).toBe(TEXT)
  expect(parsed.ok && signedBytes(parsed.lock)).toEqual(signedBytes(lock))
})

test('the text does not depend on the order in which things were put in', () => {
  const pins = Object.fromEntries(Object.entries(lock.pins).toReversed())
  expect(printLockfile({ quarantined: lock.quarantined, pins, serial: 7, lockfileVersion: 1 }, signature)).toBe(TEXT)
  expect(TEXT.endsWith('}\n')).toBe(true)
})

test('a name that every object has is not a pin', () => {
  const parsed = parseLockfile(bytes(printLockfile({ ...lock, pins: { calc: pin } }, signature)))
  expect(parsed.ok && [pinOf(parsed.lock, 'constructor'), pinOf(parsed.lock, 'calc')]).toEqual([undefined, pin])
  expect(parsed.ok && parsed.lock.pins['constructor']).toBe(undefined)
})

/** The lockfile with one value replaced, printed as we would print it. */
function withValue(path: string, value: Json): string {
  const copy = JSON.parse(TEXT) as Record<string, Json>
  const keys = path.split('/')
  const last = keys.pop()!
  let place = copy
  for (const key of keys) place = place[key] as Record<string, Json>
  place[last] = value
  return printJson(copy)
}

test.each<[string, string, Json, string, string?]>([
  ['an unknown field', 'pins/calc/extra', 1, 'unknown field "extra"'],
  ['an unknown field at the top', 'extra', true, 'unknown field "extra"'],
  ['a name with a path in it', 'pins/..', {}, '".." cannot be a name here'],
  ['a name that looks like an option', 'pins/-x', {}, '"-x" cannot be a name here'],
  ['a wrong digest', 'pins/calc/artifact/tree', 'sha256:0', 'expected a digest'],
  ['an upper-case digest', 'pins/calc/artifact/tree', digest('x').toUpperCase(), 'expected a digest'],
  [
    'an unknown kind of artifact',
    'pins/calc/artifact/kind',
    'magic',
    'expected "npm" or "pypi" or "folder" or "image" or "remote" or "command"',
  ],
  ['an artifact kind that objects have', 'pins/calc/artifact/kind', 'constructor', 'expected "npm" or'],
  ['nothing to execute', 'pins/calc/exec', [], 'expected a list that is not empty'],
  ['a relative program', 'pins/calc/exec', ['node'], 'expected an absolute path', '"node"'],
  ['a path that climbs', 'pins/calc/grants/read', ['/srv/../etc'], 'expected an absolute path', '"/srv/../etc"'],
  ['a NUL in an argument', 'pins/calc/argv', ['a\0b'], 'expected an argument without NUL', 'a\\u0000b'],
  ['a lone surrogate', 'pins/calc/reason', '\ud800', 'expected text'],
  ['a grant twice', 'pins/calc/grants/read', ['/srv/data', '/srv/data'], 'stands there twice', '"/srv/data"'],
  ['an unknown kind to show', 'pins/calc/grants/pass', ['all'], 'expected "secrets" or "personal"', '"all"'],
  ['an unknown thing to ask', 'pins/calc/grants/allow', ['all'], 'expected "elicitation" or "sampling"', '"all"'],
  ['null that is left out by another word', 'pins/calc/grants/omitNulls', false, 'expected true', '"omitNulls"'],
  ['a variable twice', 'pins/calc/grants/env', [{ name: 'A' }, { name: 'A', value: 'x' }], 'stands there twice', '{'],
  ['a limit of null', 'pins/calc/grants/limits/memoryBytes', null, 'expected a whole number above 0'],
  ['a limit below zero', 'pins/calc/grants/limits/pids', -1, 'expected a whole number above 0'],
  ['an unknown part of a budget', 'pins/calc/grants/budget', { turns: 1 }, 'unknown field "turns"', '"turns"'],
  ['calls that are no rate', 'pins/calc/grants/budget', { calls: 5 }, 'expected an object', '"calls"'],
  ['costs of nothing known', 'pins/calc/grants/budget', { costs: { none: 1 } }, 'unknown field "none"', '"none"'],
  ['a cost of zero', 'pins/calc/grants/budget', { costs: { pay: 0 } }, 'expected a whole number above 0', '"pay"'],
  ['a quota of zero', 'pins/calc/grants/budget', { quota: 0 }, 'expected a whole number above 0', '"quota"'],
  [
    'a secret in place of its source',
    'pins/calc/grants/secrets',
    [{ name: 'A', ref: 'hunter2' }],
    'env:NAME, file:',
    '"ref": "hunter2"',
  ],
  ['a time that is none', 'pins/calc/expiresAt', '2026-13-01T00:00:00.000Z', 'expected a time'],
  ['an expiry of false', 'pins/calc/expiresAt', false, 'expected a time'],
  [
    'an unknown effect',
    'pins/calc/effects/add',
    { effect: 'fly', reason: '' },
    'expected "read" or',
    '"effect": "fly"',
  ],
  ['an unknown era', 'pins/calc/catalogue/future', {}, 'unknown field "future"'],
  ['a serial of zero', 'serial', 0, 'expected a whole number above 0'],
  ['a serial as text', 'serial', '7', 'expected a whole number above 0'],
  ['version 0', 'lockfileVersion', 0, 'expected 1'],
  ['no signature', 'signature', null, 'expected an object'],
  ['pins as a list', 'pins', [], 'expected an object'],
])('%s is damage, with its line', (_, path, value, why, shown = path.split('/').at(-1)!) => {
  const text = withValue(path, value)
  const parsed = parseLockfile(bytes(text))
  expect(parsed).toMatchObject({ ok: false, code: 'lock-damaged', why: expect.stringContaining(why) as string })
  expect(text.split('\n')[(parsed as { line: number }).line - 1]).toContain(shown)
})

test.each([
  ['a repeated key', TEXT.replace('  "serial": 7,', '  "serial": 7,\n  "serial": 7,'), lineOf('"serial"') + 1],
  ['a repeated pin', TEXT.replace('  "quarantined": {', '  "pins": {},\n  "quarantined": {'), lineOf('"pins"')],
  [
    '__proto__',
    TEXT.replace('"quarantined": {', '"quarantined": {\n    "__proto__": {},'),
    lineOf('"quarantined"') + 1,
  ],
  ['another order', TEXT.replace(/( {6}"approver".*\n)( {6}"argv": \[)/, '$2$1'), lineOf('"approver"')],
  ['spaces', TEXT.replace('"serial": 7', '"serial":  7'), lineOf('"serial"')],
  ['another spelling of a letter', TEXT.replace('--flag=ä', '--flag=\\u00e4'), lineOf('--flag=ä')],
  ['another spelling of a number', TEXT.replace('"serial": 7', '"serial": 7.0'), lineOf('"serial"')],
  ['a comment', TEXT.replace('  "serial"', '  // mine\n  "serial"'), lineOf('"serial"')],
  ['a missing comma', TEXT.replace('"serial": 7,', '"serial": 7'), lineOf('"serial"')],
  ['a merge conflict', TEXT.replace('  "serial"', '<<<<<<< HEAD\n  "serial"'), lineOf('"serial"')],
  ['a bare word', TEXT.replace('"serial": 7', '"serial": seven'), lineOf('"serial"')],
  ['no last line end', TEXT.slice(0, -1), TEXT.split('\n').length],
  ['more after the end', `${TEXT}\n`, TEXT.split('\n').length],
  ['half a file', TEXT.slice(0, TEXT.indexOf('"effect"')), lineOf('"effect"')],
  ['nothing', '', 1],
  ['a byte order mark', `\uFEFF${TEXT}`, 1],
  ['a list', '[]\n', 1],
  ['null', 'null\n', 1],
  ['carriage returns', TEXT.replaceAll('\n', '\r\n'), 1],
  ['endless nesting', '['.repeat(200_000) + ']'.repeat(200_000), 1],
])('%s is damage, with its line', (_, text, line) => {
  expect(parseLockfile(bytes(text))).toMatchObject({ ok: false, code: 'lock-damaged', line })
})

test('invalid UTF-8 is damage, with its line', () => {
  const broken = bytes(TEXT)
  broken[TEXT.indexOf('"approvedAt"') + 1] = 0xff
  expect(parseLockfile(broken)).toMatchObject({ ok: false, code: 'lock-damaged', line: lineOf('"approvedAt"') })
})

test.each([2, 3, 1e9])('version %d was written by a newer Sallyport', (version) => {
  const text = printJson({ lockfileVersion: version, anything: { new: true } })
  expect(parseLockfile(bytes(text))).toMatchObject({ ok: false, code: 'lock-newer', line: 5 })
})

test.each([
  ['a', true],
  ['server-1.2@next', true],
  ['A_b', true],
  ['', false],
  ['.hidden', false],
  ['a/b', false],
  ['a b', false],
  ['ä', false],
  ['a\n', false],
  ['once:sha', false],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
])('as a name %j is accepted: %s', (name, accepted) => {
  expect(isServerName(name)).toBe(accepted)
})

test('whatever bytes change, the answer is a clean refusal or the same value', () => {
  const original = bytes(TEXT)
  const edit = fc.record({
    at: fc.nat(original.length - 1),
    take: fc.nat(40),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom('"', '{', '}', ',', '\n', '\\', '__proto__', 'null', '1e999', '-0', '\u202e').map(bytes),
    ),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let mutated = [...original]
      for (const { at, take, put } of edits) mutated = [...mutated.slice(0, at), ...put, ...mutated.slice(at + take)]
      const parsed = parseLockfile(Uint8Array.from(mutated))
      if (!parsed.ok) {
        expect(parsed.line).toBeGreaterThanOrEqual(1)
        expect(parsed.line).toBeLessThanOrEqual(mutated.filter((byte) => byte === 10).length + 2)
        return
      }
      // What is accepted says every byte of what was read: nothing was dropped, defaulted or repaired.
      expect(printLockfile(parsed.lock, parsed.signature)).toBe(new TextDecoder().decode(Uint8Array.from(mutated)))
    }),
    { numRuns: 1500 },
  )
})

test('whatever JSON stands there, the answer is a clean refusal', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(parseLockfile(bytes(text))).toMatchObject({ ok: false })
    }),
    { numRuns: 500 },
  )
})

test('any names and words go round', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,20}$/)
  const words = fc.string({ unit: 'grapheme' })
  const made = fc.record({
    pins: fc.dictionary(name, fc.record({ reason: words, argv: fc.array(words) })),
    serial: fc.integer({ min: 1 }),
  })
  fc.assert(
    fc.property(made, ({ pins, serial }) => {
      const full = Object.fromEntries(
        Object.entries(pins).map(([name, { reason, argv }]) => [
          name,
          { ...pin, reason, argv: argv.filter((word) => !word.includes('\0')) },
        ]),
      )
      const value: Lockfile = { lockfileVersion: 1, serial, pins: full, quarantined: {} }
      expect(parseLockfile(bytes(printLockfile(value, signature)))).toEqual({ ok: true, lock: value, signature })
    }),
    { numRuns: 200 },
  )
})
