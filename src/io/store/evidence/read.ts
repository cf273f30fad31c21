// Reads the log back: bounded, without following links, and without believing it.
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { openHead, openStart, type Head, type Start } from '../../../core/evidence/head.ts'
import type { Verifier } from '../../../core/evidence/note.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { readBoundedNow } from '../../file/read.ts'
import { headPath, isWriter, namesIn, startPath, type EvidencePaths, type SegmentFile } from './layout.ts'
import { hash, verifierOf } from './signer.ts'

const MAX_NOTE_BYTES = 16 * 1024
const MAX_SEGMENT_BYTES = bound('evidence-segment-bytes') + bound('evidence-line-bytes')
/** As many earlier chains as each new one remembers. */
const KNOWN_CHAINS = 16
/** Among so many newest names: others may belong to chains that retention removed. */
const LOOKED_AT = 64

/** At once: every start reads many of them, and waiting for each takes longer than reading it. */
export function readNote(path: string): string | null {
  const bytes = readBoundedNow(path, { maxBytes: MAX_NOTE_BYTES, code: 'evidence-damaged' })
  return bytes?.toString('utf8') ?? null
}

/** Null also for one that cannot be read. */
export function readableNote(path: string): string | null {
  try {
    return readNote(path)
  } catch {
    return null
  }
}

/** What the file holds at this moment, from a byte on: it may be growing. Null when retention removed it since it was listed. */
export async function readSegment({ path }: Pick<SegmentFile, 'path'>, from = 0): Promise<Buffer | null> {
  const shown = quote(untrusted(path), 400)
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stat = await file.stat()
      if (!stat.isFile() || stat.size > MAX_SEGMENT_BYTES) {
        throw new Failure('evidence-damaged', `${shown} is not a file of at most ${MAX_SEGMENT_BYTES} bytes`)
      }
      const bytes = Buffer.alloc(Math.max(0, stat.size - from))
      let length = 0
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = (await file.read(bytes, length, bytes.length - length, from + length)).bytesRead
      }
      return bytes.subarray(0, length)
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new Failure('evidence-damaged', `${shown} could not be read (${code ?? 'unknown error'})`, { cause })
  }
}

/** The newest chains with a sound head and lines still kept, as each new chain notes them: `WRITER SIZE`. */
export async function knownChains(paths: EvidencePaths, publicKey: Uint8Array): Promise<string[]> {
  const names = await namesIn(paths.heads)
  const known: string[] = []
  const verifiers = [verifierOf(publicKey)]
  for (const writer of names.filter(isWriter).slice(-LOOKED_AT).toReversed()) {
    if (known.length === KNOWN_CHAINS) break
    const { head, start } = readSound(paths, writer, verifiers)
    if (head !== null && (start?.range.size ?? 0) < head.range.size) known.push(`${writer} ${head.range.size}`)
  }
  return known
}

/** What was signed about a chain by one of these keys; null for what is absent or not to be believed. */
export function readSound(
  paths: EvidencePaths,
  writer: string,
  verifiers: readonly Verifier[],
): { readonly head: Head | null; readonly start: Start | null } {
  const headNote = readableNote(headPath(paths, writer))
  const startNote = readableNote(startPath(paths, writer))
  const head = headNote === null ? null : openHead(headNote, writer, verifiers, hash)
  const start = startNote === null ? null : openStart(startNote, writer, verifiers, hash)
  return { head: head?.ok === true ? head.value : null, start: start?.ok === true ? start.value : null }
}
