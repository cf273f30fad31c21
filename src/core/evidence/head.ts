// What is signed about a chain: how far it goes, and from where on its lines are still kept.
import { fromBase64, toBase64 } from './base64.ts'
import { NO_LINE } from './chain.ts'
import { EMPTY, rootOf, sameBytes, subtrees, type Hash, type Range } from './merkle.ts'
import { checkpointText, openNote, readCheckpoint, signNote, type Signer, type Verifier } from './note.ts'

export const KEY_NAME = 'sallyport-evidence'

/** The chain has at least `range.size` lines, and they are these. `last` is the digest of the last of them. */
export type Head = {
  readonly writer: string
  readonly range: Range
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

/** Nothing was removed. */
export const firstStart = (writer: string): Start => ({ writer, range: EMPTY, last: NO_LINE, segment: 1, at: '' })

const ORIGIN = 'sallyport/evidence'
/** The origin names the writer, so that the head of one chain cannot be shown for another. */
const originOf = (kind: 'head' | 'start', writer: string): string => `${ORIGIN}/${writer}/${kind}`

export const signHead = (head: Head, signer: Signer, hash: Hash): string => sign('head', head, head.state, signer, hash)
export const signStart = (start: Start, signer: Signer, hash: Hash): string =>
  sign('start', start, 'retired', signer, hash)

function sign(kind: 'head' | 'start', signed: Start, state: string, signer: Signer, hash: Hash): string {
  const { writer, range, last, segment, at } = signed
  // The roots of the full subtrees let `verify` say which part of a rewritten chain is not the signed one.
  const roots = range.roots.map(toBase64).join(',')
  const extra = [`last ${last}`, `segment ${segment}`, `state ${state}`, `at ${at}`, `range ${roots}`]
  const checkpoint = { origin: originOf(kind, writer), size: range.size, root: rootOf(range, hash), extra }
  return signNote(checkpointText(checkpoint), signer, hash)
}

export type Unsound = { readonly ok: false; readonly why: 'malformed' | 'unknown-key' | 'bad-signature' }
type Read<T> = { readonly ok: true; readonly value: T } | Unsound
const MALFORMED: Unsound = { ok: false, why: 'malformed' }

export function openHead(note: string, writer: string, verifiers: readonly Verifier[], hash: Hash): Read<Head> {
  const opened = open('head', note, writer, verifiers, hash)
  if (!opened.ok) return opened
  const { state, ...rest } = opened.value
  return state === 'open' || state === 'closed' ? { ok: true, value: { ...rest, state } } : MALFORMED
}

export function openStart(note: string, writer: string, verifiers: readonly Verifier[], hash: Hash): Read<Start> {
  const opened = open('start', note, writer, verifiers, hash)
  if (!opened.ok) return opened
  const { state, ...rest } = opened.value
  return state === 'retired' ? { ok: true, value: rest } : MALFORMED
}

const EXTRA = /^last ([0-9a-f]{64})\nsegment ([1-9]\d{0,5})\nstate (\w+)\nat (\S{1,40})\nrange (\S*)$/

function open(
  kind: 'head' | 'start',
  note: string,
  writer: string,
  verifiers: readonly Verifier[],
  hash: Hash,
): Read<Start & { readonly state: string }> {
  const opened = openNote(note, verifiers, hash)
  if (!opened.ok) return opened
  const checkpoint = readCheckpoint(opened.text)
  if (checkpoint?.origin !== originOf(kind, writer)) return MALFORMED
  const [, last, segment, state, at, roots64] = EXTRA.exec(checkpoint.extra.join('\n')) ?? []
  if (last === undefined || segment === undefined || state === undefined || at === undefined) return MALFORMED
  const roots = roots64 === '' || roots64 === undefined ? [] : roots64.split(',').map(fromBase64)
  if (roots.some((root) => root?.length !== 32) || roots.length !== subtrees(checkpoint.size)) return MALFORMED
  const range: Range = { size: checkpoint.size, roots: roots as Uint8Array[] }
  // Our own signature should mean that they agree; a checkpoint that contradicts itself is no ground to judge others by.
  if (!sameBytes(rootOf(range, hash), checkpoint.root)) return MALFORMED
  return { ok: true, value: { writer, range, last, segment: Number(segment), state, at } }
}
