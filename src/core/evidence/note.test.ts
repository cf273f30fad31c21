import { generateKeyPairSync, hash as hashOf, sign, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import {
  checkpointText,
  keyHash,
  openNote,
  readCheckpoint,
  signNote,
  verifierKey,
  type Signer,
  type Verifier,
} from './note.ts'

const hash = (data: Uint8Array): Uint8Array => new Uint8Array(hashOf('sha256', data, 'buffer'))

function keyPair(name: string): Signer & Verifier {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  return {
    name,
    publicKey: raw,
    sign: (text) => sign(null, text, privateKey),
    verify: (text, signature) => verify(null, text, publicKey, signature),
  }
}

const ours = keyPair('ours')
const text = 'sallyport/evidence/w/head\n2\nAAAA\n'

describe('a signed note', () => {
  test('opens with its own key', () => {
    expect(openNote(signNote(text, ours, hash), [ours], hash)).toEqual({ ok: true, text })
  })

  test('opens when a witness has signed it as well', () => {
    const witness = keyPair('witness.example')
    const witnessed = signNote(text, ours, hash) + signNote(text, witness, hash).split('\n').at(-2)! + '\n'
    expect(openNote(witnessed, [ours], hash)).toEqual({ ok: true, text })
  })

  test.each([
    { name: 'another key of the same name', note: signNote(text, keyPair('ours'), hash), why: 'unknown-key' },
    { name: 'another name', note: signNote(text, { ...ours, name: 'theirs' }, hash), why: 'unknown-key' },
    { name: 'a changed text', note: signNote(text, ours, hash).replace('\n2\n', '\n3\n'), why: 'bad-signature' },
    { name: 'no signature', note: text, why: 'malformed' },
    { name: 'half a signature line', note: signNote(text, ours, hash).slice(0, -20), why: 'malformed' },
    { name: 'an empty file', note: '', why: 'malformed' },
  ])('is refused for $name', ({ note, why }) => {
    expect(openNote(note, [ours], hash)).toEqual({ ok: false, why })
  })

  test('is never opened after any one byte was changed, but where witnesses sign', () => {
    const note = signNote(text, ours, hash)
    fc.assert(
      fc.property(fc.nat({ max: note.length - 1 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const changed = note.slice(0, at) + String.fromCharCode(code) + note.slice(at + 1)
        fc.pre(changed !== note)
        expect(openNote(changed, [ours], hash).ok).toBe(false)
      }),
    )
  })
})

test('the key has the form that C2SP tools read', () => {
  const [name, id, key] = verifierKey('ours', ours.publicKey, hash)
    .split('+', 2)
    .concat(toBase64(Uint8Array.of(1, ...ours.publicKey)))
  expect([name, id]).toEqual(['ours', Buffer.from(keyHash('ours', ours.publicKey, hash)).toString('hex')])
  expect(verifierKey('ours', ours.publicKey, hash).endsWith(key!)).toBe(true)
})

describe('a checkpoint', () => {
  const checkpoint = { origin: 'o', size: 3, root: hash(new Uint8Array()), extra: ['state open'] }

  test('reads back as it was written', () => {
    expect(readCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint)
  })

  test.each([
    ['a size with a leading zero', checkpointText(checkpoint).replace('\n3\n', '\n03\n')],
    ['a negative size', checkpointText(checkpoint).replace('\n3\n', '\n-3\n')],
    ['a short root', checkpointText({ ...checkpoint, root: new Uint8Array(31) })],
    ['no origin', checkpointText({ ...checkpoint, origin: '' })],
    ['an empty line', checkpointText({ ...checkpoint, extra: ['', 'x'] })],
    ['no line end', checkpointText(checkpoint).trimEnd()],
    ['nothing', ''],
  ])('is refused with %s', (_, spoiled) => {
    expect(readCheckpoint(spoiled)).toBeNull()
  })
})

test('base64 reads what it wrote and no second spelling of it', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
  expect(fromBase64('AB==')).toBeNull()
  expect(fromBase64('AA=')).toBeNull()
})
