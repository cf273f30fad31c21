// What is signed about a chain: how far it goes, and from where on its lines are still kept.
import { fromBase64, toBase64 } from './base64.ts'
import { NO_LINE } from './chain.ts'
import { EMPTY, rootOf, sameBytes, subtrees, type Hash, type Range } from './merkle.ts'
import {
  checkpointText,
  openNote,
  readCheckpoint,
  signNote,
  type Checkpoint,
  type Signer,
  type Verifier,
} from './note.ts'

export const KEY_NAME = 'sallyport-evidence'

/** The chain has at least `size` lines, and they are these. `last` is the digest of the last of them. */
export type Head = {
  readonly writer: string
  readonly size: number
  readonly root: Uint8Array
  readonly last: string
  /** Number of the segment that holds the last line. */
  readonly segment: number
  readonly state: 'open' | 'closed'
  readonly at: string
}

/** Retention removed the first `range.size` lines. `last` is the digest of the last removed one. */
export type Start = {
  readonly writer: string
  readonly range: Range
  readonly last: string
  /** Number of the first segment that is kept. */
  readonly segment: number
  readonly at: string
}

export const firstStart = (writer: string): Start => ({ writer, range: EMPTY, last: NO_LINE, segment: 1, at: '' })

const ORIGIN = 'sallyport/evidence'
/** The origin names the writer, so that the head of one chain cannot be shown for another. */
const originOf = (kind: 'head' | 'start', writer: string): string => `${ORIGIN}/${writer}/${kind}`

export function signHead(head: Head, signer: Signer, hash: Hash): string {
  const { writer, size, root, last, segment, state, at } = head
  const extra = [`last ${last}`, `segment ${segment}`, `state ${state}`, `at ${at}`]
  return signNote(checkpointText({ origin: originOf('head', writer), size, root, extra }), signer, hash)
}

export function signStart({ writer, range, last, segment, at }: Start, signer: Signer, hash: Hash): string {
  const roots = range.roots.map(toBase64).join(',')
  const extra = [`last ${last}`, `segment ${segment}`, `range ${roots}`, `at ${at}`]
  const origin = originOf('start', writer)
  return signNote(checkpointText({ origin, size: range.size, root: rootOf(range, hash), extra }), signer, hash)
}

export type Unsound = { readonly ok: false; readonly why: 'malformed' | 'unknown-key' | 'bad-signature' }
type Read<T> = { readonly ok: true; readonly value: T } | Unsound
const MALFORMED: Unsound = { ok: false, why: 'malformed' }

export function openHead(note: string, writer: string, verifiers: readonly Verifier[], hash: Hash): Read<Head> {
  const opened = open(note, originOf('head', writer), verifiers, hash)
  if (!opened.ok) return opened
  const { checkpoint, fields } = opened.value
  const state = fields.get('state')
  if (state !== 'open' && state !== 'closed') return MALFORMED
  const { size, root } = checkpoint
  return { ok: true, value: { writer, size, root, state, ...common(fields) } }
}

export function openStart(note: string, writer: string, verifiers: readonly Verifier[], hash: Hash): Read<Start> {
  const opened = open(note, originOf('start', writer), verifiers, hash)
  if (!opened.ok) return opened
  const { checkpoint, fields } = opened.value
  const roots = (fields.get('range') ?? '').split(',').map(fromBase64)
  if (roots.some((root) => root?.length !== 32) || roots.length !== subtrees(checkpoint.size)) return MALFORMED
  const range: Range = { size: checkpoint.size, roots: roots as Uint8Array[] }
  if (!sameBytes(rootOf(range, hash), checkpoint.root)) return MALFORMED
  return { ok: true, value: { writer, range, ...common(fields) } }
}

type Fields = ReadonlyMap<string, string>
type Parts = { readonly checkpoint: Checkpoint; readonly fields: Fields }

function open(note: string, origin: string, verifiers: readonly Verifier[], hash: Hash): Read<Parts> {
  const opened = openNote(note, verifiers, hash)
  if (!opened.ok) return opened
  const checkpoint = readCheckpoint(opened.text)
  if (checkpoint?.origin !== origin) return MALFORMED
  const fields = new Map(
    checkpoint.extra.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )
  const isWhole = /^[0-9a-f]{64}$/.test(fields.get('last') ?? '') && /^[1-9]\d{0,5}$/.test(fields.get('segment') ?? '')
  return isWhole ? { ok: true, value: { checkpoint, fields } } : MALFORMED
}

const common = (fields: Fields): { last: string; segment: number; at: string } => ({
  last: fields.get('last')!,
  segment: Number(fields.get('segment')),
  at: fields.get('at') ?? '',
})
