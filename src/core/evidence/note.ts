// C2SP signed notes and tree-head checkpoints: a public format, so that others can check or countersign our heads.
// https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint
import { fromBase64, toBase64 } from './base64.ts'
import { sameBytes, type Hash } from './merkle.ts'

/** `extra` are further lines of the checkpoint, which the signature covers like the rest. */
export type Checkpoint = {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly extra: readonly string[]
}

export type Signer = {
  readonly name: string
  readonly publicKey: Uint8Array
  readonly sign: (text: Uint8Array) => Uint8Array
}
export type Verifier = {
  readonly name: string
  readonly publicKey: Uint8Array
  readonly verify: (text: Uint8Array, signature: Uint8Array) => boolean
}

const ED25519 = 0x01

export function checkpointText({ origin, size, root, extra }: Checkpoint): string {
  return [origin, String(size), toBase64(root), ...extra, ''].join('\n')
}

/** Null for anything that we would not have written ourselves. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [origin, size, root64, ...rest] = text.split('\n')
  if (rest.pop() !== '' || origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) return null
  const root = fromBase64(root64 ?? '')
  if (origin === undefined || root?.length !== 32 || rest.includes('')) return null
  return { origin, size: Number(size), root, extra: rest }
}

/** C2SP: the first four bytes of SHA-256 over name, line end, algorithm and public key. */
export function keyHash(name: string, publicKey: Uint8Array, hash: Hash): Uint8Array {
  const text = new TextEncoder().encode(`${name}\n`)
  const data = new Uint8Array(text.length + 1 + publicKey.length)
  data.set(text)
  data[text.length] = ED25519
  data.set(publicKey, text.length + 1)
  return hash(data).slice(0, 4)
}

/** The public key as C2SP tools take it: `name+hash+key`. */
export function verifierKey(name: string, publicKey: Uint8Array, hash: Hash): string {
  const hex = Array.from(keyHash(name, publicKey, hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${name}+${hex}+${toBase64(Uint8Array.of(ED25519, ...publicKey))}`
}

/** `text` ends with a line end; the note is the text, an empty line and one signature line. */
export function signNote(text: string, signer: Signer, hash: Hash): string {
  const signature = signer.sign(new TextEncoder().encode(text))
  const id = keyHash(signer.name, signer.publicKey, hash)
  return `${text}\n— ${signer.name} ${toBase64(Uint8Array.of(...id, ...signature))}\n`
}

export type Opened =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: 'malformed' | 'unknown-key' | 'bad-signature' }

/** The text of a note that one of these keys signed. Lines of other signers are ignored, as the format asks. */
export function openNote(note: string, verifiers: readonly Verifier[], hash: Hash): Opened {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return { ok: false, why: 'malformed' }
  const text = note.slice(0, end + 1)
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(readSignature)
  if (signatures.includes(null)) return { ok: false, why: 'malformed' }
  let isKnown = false
  for (const signature of signatures) {
    for (const { name, publicKey, verify } of verifiers) {
      if (signature?.name !== name || !sameBytes(signature.id, keyHash(name, publicKey, hash))) continue
      isKnown = true
      if (verify(new TextEncoder().encode(text), signature.bytes)) return { ok: true, text }
    }
  }
  return { ok: false, why: isKnown ? 'bad-signature' : 'unknown-key' }
}

type Signature = { readonly name: string; readonly id: Uint8Array; readonly bytes: Uint8Array }

function readSignature(line: string): Signature | null {
  const [, name, text] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? []
  const bytes = fromBase64(text ?? '')
  if (name === undefined || bytes === null || bytes.length < 5) return null
  return { name, id: bytes.slice(0, 4), bytes: bytes.slice(4) }
}
