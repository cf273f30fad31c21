import { generateKeyPairSync, hash as hashOf, sign, verify as verifySignature } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineText, NO_LINE } from './chain.ts'
import type { FaultKind } from './fault.ts'
import { firstStart, KEY_NAME, openHead, openStart, signHead, signStart, type Head } from './head.ts'
import { append, EMPTY, leafHash } from './merkle.ts'
import { retire } from './retire.ts'
import { checkChain, type Hashing } from './verify.ts'

const hashing: Hashing = {
  sha256: (data) => hashOf('sha256', data, 'hex'),
  hash: (data) => new Uint8Array(hashOf('sha256', data, 'buffer')),
}
const { sha256, hash } = hashing
const writer = 'w'
const at = '2026-01-02T03:04:05.678Z'

/** Lines as a writer makes them, from `first` on. */
function lines(count: number, what = 'event'): string[] {
  const made: string[] = []
  for (let seq = 0; seq < count; seq++) {
    const prev = seq === 0 ? NO_LINE : sha256(made[seq - 1]!)
    const detail = `${what} ${seq}`
    made.push(lineText({ seq, at, prev }, { type: 'refused', server: 's', session: 'x', code: 'c', detail }))
  }
  return made
}

function headOf(signed: readonly string[], state: Head['state'] = 'closed', segment = 1): Head {
  const range = signed.reduce((so, line) => append(so, leafHash(Buffer.from(line), hash), hash), EMPTY)
  return { writer, range, last: sha256(signed.at(-1)!), segment, state, at }
}

const bytes = (list: readonly string[], rest = ''): Uint8Array =>
  Buffer.from(list.map((line) => `${line}\n`).join('') + rest)

type Found = readonly [kind: FaultKind, file: string, line: number | null]
/** Checks files by their numbers. */
function faultsOf(files: Readonly<Record<number, Uint8Array>>, heads: readonly Head[], isAlive = false): Found[] {
  const check = checkChain(firstStart(writer), heads, hashing)
  for (const [number, content] of Object.entries(files)) check.segment(Number(number), content)
  return check.finish(isAlive).faults.map(({ kind, file, line }) => [kind, file, line])
}

const FILE = 'w/000001.jsonl'
const whole = lines(9)
const edit = (line: string): string => line.replace('event', 'evenT')
const swap = (list: readonly string[], a: number, b: number): string[] =>
  list.map((line, index) => (index === a ? list[b]! : index === b ? list[a]! : line))
/** The same places, numbers and links, made anew after an edit: what somebody without the key can do. */
function rechain(list: readonly string[], from: number): string[] {
  const made = [...list]
  made[from] = edit(made[from]!)
  for (let index = from + 1; index < made.length; index++) {
    made[index] = made[index]!.replace(/"prev":"\w+"/, `"prev":"${sha256(made[index - 1]!)}"`)
  }
  return made
}

describe('a chain as it was written is clean', () => {
  test.each([
    { name: 'closed', files: { 1: bytes(whole) }, head: headOf(whole) },
    {
      name: 'in several files',
      files: { 1: bytes(whole.slice(0, 4)), 2: bytes(whole.slice(4)) },
      head: headOf(whole, 'closed', 2),
    },
    { name: 'an empty last file', files: { 1: bytes(whole), 2: bytes([]) }, head: headOf(whole, 'open') },
  ])('$name', ({ files, head }) => {
    expect(faultsOf(files, [head])).toEqual([])
  })

  test('also while its writer is ahead of its head', () => {
    expect(faultsOf({ 1: bytes(whole, '{"seq":9') }, [headOf(whole.slice(0, 5), 'open')], true)).toEqual([])
  })
})

const without = (index: number): string[] => whole.toSpliced(index, 1)
const misnumber = (line: string): string => line.replace(/"seq":\d+/, '"seq":77')

test.each<{ name: string; files: Record<number, Uint8Array>; found: Found[]; head?: Head }>([
  { name: 'an edited line', files: { 1: bytes(whole.with(3, edit(whole[3]!))) }, found: [['edited', FILE, 4]] },
  { name: 'the edited first line', files: { 1: bytes(whole.with(0, edit(whole[0]!))) }, found: [['edited', FILE, 1]] },
  { name: 'the edited last line', files: { 1: bytes(whole.with(8, edit(whole[8]!))) }, found: [['edited', FILE, 9]] },
  { name: 'a line turned to noise', files: { 1: bytes(whole.with(4, 'noise')) }, found: [['edited', FILE, 5]] },
  {
    name: 'a line with another number',
    files: { 1: bytes(whole.with(4, misnumber(whole[4]!))) },
    found: [['edited', FILE, 5]],
  },
  {
    name: 'edited lines at two places',
    files: { 1: bytes(whole.with(2, edit(whole[2]!)).with(6, edit(whole[6]!))) },
    found: [
      ['edited', FILE, 3],
      ['edited', FILE, 7],
    ],
  },
  {
    name: 'a line edited at the end of a file',
    files: { 1: bytes(whole.slice(0, 4).with(3, edit(whole[3]!))), 2: bytes(whole.slice(4)) },
    head: headOf(whole, 'closed', 2),
    found: [['edited', FILE, 4]],
  },
  { name: 'lines made anew after an edit', files: { 1: bytes(rechain(whole, 5)) }, found: [['rewritten', FILE, 9]] },
  { name: 'a whole other chain', files: { 1: bytes(lines(9, 'lie')) }, found: [['rewritten', FILE, 9]] },
  { name: 'two lines swapped', files: { 1: bytes(swap(whole, 3, 4)) }, found: [['reordered', FILE, 4]] },
  {
    name: 'a line moved down',
    files: { 1: bytes(without(2).toSpliced(6, 0, whole[2]!)) },
    found: [['reordered', FILE, 7]],
  },
  {
    name: 'a line moved up',
    files: { 1: bytes(without(6).toSpliced(2, 0, whole[6]!)) },
    found: [['reordered', FILE, 3]],
  },
  { name: 'a removed line', files: { 1: bytes(without(4)) }, found: [['gap', FILE, 5]] },
  { name: 'the removed first line', files: { 1: bytes(without(0)) }, found: [['gap', FILE, 1]] },
  {
    name: 'a line written twice',
    files: { 1: bytes(whole.toSpliced(4, 0, whole[3]!)) },
    found: [['inserted', FILE, 5]],
  },
  { name: 'a foreign line', files: { 1: bytes(whole.toSpliced(4, 0, 'noise')) }, found: [['inserted', FILE, 5]] },
  { name: 'an empty line', files: { 1: bytes(whole.toSpliced(4, 0, '')) }, found: [['inserted', FILE, 5]] },
  {
    name: 'a line after the end',
    files: { 1: bytes(lines(10)) },
    found: [['inserted', FILE, 10]],
  },
  { name: 'the last line removed', files: { 1: bytes(without(8)) }, found: [['truncated', FILE, 8]] },
  {
    name: 'the last line cut',
    files: { 1: bytes(without(8), whole[8]!.slice(0, -5)) },
    found: [['cut-line', FILE, 9]],
  },
  { name: 'the last line end cut', files: { 1: bytes(without(8), whole[8]) }, found: [['cut-line', FILE, 9]] },
  {
    name: 'half of the file cut',
    files: { 1: bytes(whole.slice(0, 5), whole[5]!.slice(0, 30)) },
    found: [
      ['cut-line', FILE, 6],
      ['truncated', FILE, 6],
    ],
  },
  { name: 'an emptied file', files: { 1: bytes([]) }, found: [['truncated', FILE, 0]] },
  {
    name: 'the first file removed',
    files: { 2: bytes(whole.slice(4)) },
    head: headOf(whole, 'closed', 2),
    found: [['missing-segment', FILE, null]],
  },
  {
    name: 'a file in the middle removed',
    files: { 1: bytes(whole.slice(0, 3)), 3: bytes(whole.slice(6)) },
    head: headOf(whole, 'closed', 3),
    found: [['missing-segment', 'w/000002.jsonl', null]],
  },
  {
    name: 'the last file removed',
    files: { 1: bytes(whole.slice(0, 5)) },
    head: headOf(whole, 'closed', 2),
    found: [['missing-segment', 'w/000002.jsonl', null]],
  },
  {
    name: 'a file in the middle cut',
    files: { 1: bytes(whole.slice(0, 3)), 2: bytes(whole.slice(5)) },
    head: headOf(whole, 'closed', 2),
    found: [['gap', 'w/000002.jsonl', 1]],
  },
  {
    name: 'what a crash leaves: half a line that was not yet signed',
    files: { 1: bytes(whole, '{"seq":9,') },
    head: headOf(whole.slice(0, 7), 'open'),
    found: [
      ['torn', FILE, 10],
      ['unsigned', FILE, 9],
    ],
  },
])('$name', ({ files, found, head = headOf(whole) }) => {
  expect(faultsOf(files, [head])).toEqual(found)
})

test('an older head kept elsewhere shows a rewrite that the newest head was made to fit', () => {
  const rewritten = rechain(whole, 2)
  expect(faultsOf({ 1: bytes(rewritten) }, [headOf(rewritten)])).toEqual([])
  expect(faultsOf({ 1: bytes(rewritten) }, [headOf(rewritten), headOf(whole.slice(0, 6), 'open')])).toEqual([
    ['rewritten', FILE, 6],
  ])
})

test('no change of one character in a closed chain goes unseen', () => {
  const text = bytes(whole)
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.integer({ min: 0, max: 255 }), (where, byte) => {
      fc.pre(text[where] !== byte)
      expect(faultsOf({ 1: text.map((old, index) => (index === where ? byte : old)) }, [headOf(whole)])).not.toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('no removing, moving or repeating of lines in a closed chain goes unseen', () => {
  const order = fc.array(fc.nat({ max: 8 }), { maxLength: 12 })
  fc.assert(
    fc.property(order, (indexes) => {
      fc.pre(indexes.join() !== '0,1,2,3,4,5,6,7,8')
      expect(faultsOf({ 1: bytes(indexes.map((index) => whole[index]!)) }, [headOf(whole)])).not.toEqual([])
    }),
    { numRuns: 500 },
  )
})

describe('what is signed', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const signer = { name: KEY_NAME, publicKey: raw, sign: (text: Uint8Array) => sign(null, text, privateKey) }
  const verifiers = [
    { ...signer, verify: (text: Uint8Array, by: Uint8Array) => verifySignature(null, text, publicKey, by) },
  ]
  const head = headOf(whole)
  const note = signHead(head, signer, hash)

  test('reads back as it was', () => {
    expect(openHead(note, writer, verifiers, hash)).toEqual({ ok: true, value: head })
    const { writer: _, ...start } = firstStart(writer)
    const signed = { ...start, writer, at, range: head.range, last: head.last }
    expect(openStart(signStart(signed, signer, hash), writer, verifiers, hash)).toEqual({ ok: true, value: signed })
  })

  test('does not pass for another chain, nor a head for a start', () => {
    expect(openHead(note, 'other', verifiers, hash)).toEqual({ ok: false, why: 'malformed' })
    expect(openStart(note, writer, verifiers, hash)).toEqual({ ok: false, why: 'malformed' })
  })

  test('contradicts nothing in itself', () => {
    const lying = { ...head, range: { ...head.range, size: 10 } }
    expect(openHead(signHead(lying, signer, hash), writer, verifiers, hash)).toEqual({ ok: true, value: lying })
    const impossible = { ...head, range: { ...head.range, size: 8 } }
    expect(openHead(signHead(impossible, signer, hash), writer, verifiers, hash)).toEqual({
      ok: false,
      why: 'malformed',
    })
  })
})

describe('retention', () => {
  const [first, rest] = [whole.slice(0, 4), whole.slice(4)]
  const head = headOf(whole, 'closed', 2)
  const nextPrev = sha256(first.at(-1)!)

  test('leaves a chain that still proves itself', () => {
    const retired = retire(firstStart(writer), head, bytes(first), nextPrev, hashing)
    const check = checkChain({ ...retired!.start, at }, [head], hashing)
    check.segment(2, bytes(rest))
    expect(check.finish(false)).toMatchObject({ faults: [], lines: 5 })
  })

  test.each([
    { name: 'an edit', spoiled: rest.with(1, edit(rest[1]!)), found: [['edited', 'w/000002.jsonl', 2]] },
    { name: 'a further cut at the start', spoiled: rest.slice(1), found: [['gap', 'w/000002.jsonl', 1]] },
    { name: 'a cut at the end', spoiled: rest.slice(0, 2), found: [['truncated', 'w/000002.jsonl', 2]] },
  ])('does not hide $name', ({ spoiled, found }) => {
    const retired = retire(firstStart(writer), head, bytes(first), nextPrev, hashing)
    const check = checkChain({ ...retired!.start, at }, [head], hashing)
    check.segment(2, bytes(spoiled))
    expect(check.finish(false).faults.map(({ kind, file, line }) => [kind, file, line])).toEqual(found)
  })

  test.each([
    { name: 'edited', content: bytes(first.with(1, edit(first[1]!))) },
    { name: 'edited in its last line', content: bytes(first.with(3, edit(first[3]!))) },
    { name: 'not the next one', content: bytes(rest) },
    { name: 'cut', content: bytes(first.slice(0, 3), first[3]!.slice(0, 9)) },
    { name: 'empty', content: bytes([]) },
  ])('keeps a file that is $name', ({ content }) => {
    expect(retire(firstStart(writer), head, content, nextPrev, hashing)).toBeNull()
  })
  test('keeps a last file that is other than what was signed', () => {
    expect(retire(firstStart(writer), head, bytes(rechain(whole, 2)), null, hashing)).toBeNull()
    expect(retire(firstStart(writer), head, bytes(whole), null, hashing)).toMatchObject({ newestAt: at })
  })
})
