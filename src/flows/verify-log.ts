// Looks at every chain and every signed head, and names whatever was changed, moved or removed since it was written.
import { join } from 'node:path'
import { EVIDENCE_VERSION } from '../core/evidence/chain.ts'
import type { Fault, FaultKind } from '../core/evidence/fault.ts'
import { firstStart, openHead, openStart, type Unsound } from '../core/evidence/head.ts'
import type { Verifier } from '../core/evidence/note.ts'
import { checkChain, type Known } from '../core/evidence/verify.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import {
  headPath,
  isWriter,
  isWriting,
  namesIn,
  segmentsOf,
  startPath,
  writerFolder,
} from '../io/store/evidence/layout.ts'
import type { EvidencePaths } from '../io/store/evidence/layout.ts'
import { readNote, readSegment } from '../io/store/evidence/read.ts'
import { evidenceVerifier, hash, hashing } from '../io/store/evidence/signer.ts'

export type Verification = {
  readonly chains: number
  readonly lines: number
  readonly faults: readonly Fault[]
  /** What could not be looked at, and why. It is never a pass. */
  readonly unanswered: readonly string[]
}

type Look = { readonly paths: EvidencePaths; readonly verifiers: readonly Verifier[]; readonly anchor: string | null }
type ChainAnswer = Verification & { readonly known: readonly Known[] }

/** `anchor`: a folder with copies of the heads, kept where nobody on this machine could change them. */
export async function verifyLog(
  paths: EvidencePaths,
  anchor: string | null,
  say: (text: string) => void,
): Promise<Verification> {
  const verifier = await evidenceVerifier(paths.keys)
  const look = { paths, verifiers: verifier === null ? [] : [verifier], anchor }
  const folders = await namesIn(paths.evidence)
  const signed = await namesIn(paths.heads)
  const anchored = anchor === null ? [] : await namesIn(anchor)
  const writers = [...new Set([...folders, ...signed, ...anchored].filter(isWriter))].sort()
  const answers: ChainAnswer[] = []
  for (const [at, writer] of writers.entries()) {
    if (at > 0 && at % 100 === 0) say(`${at} of ${writers.length} chains checked`)
    answers.push(await checkWriter(look, writer))
  }
  const foreign = [
    ...folders.filter((name) => !isWriter(name)).map((name) => join(paths.evidence, name)),
    ...signed.filter((name) => !isOurs(name)).map((name) => join(paths.heads, name)),
  ]
  const mentioned = await checkKnown(
    look,
    answers.flatMap(({ known }) => known),
    new Set(writers),
  )
  const unanswered = answers.flatMap((answer) => answer.unanswered)
  if (verifier === null && signed.some(isWriter)) {
    unanswered.push(
      `The signing key in ${quote(untrusted(paths.keys), 400)} is missing, so no signature could be checked. Restore it from a backup.`,
    )
  }
  return {
    chains: folders.filter(isWriter).length,
    lines: answers.reduce((sum, { lines }) => sum + lines, 0),
    faults: [
      ...answers.flatMap(({ faults }) => faults),
      ...mentioned,
      ...foreign.map((file) => fault('foreign', file)),
    ],
    unanswered,
  }
}

/** A writer at work and retention change files while they are read, so a fault counts when it is seen twice. */
async function checkWriter(look: Look, writer: string): Promise<ChainAnswer> {
  try {
    const first = await checkOnce(look, writer)
    return first.faults.length === 0 ? first : await checkOnce(look, writer)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return { chains: 1, lines: 0, faults: [], known: [], unanswered: [cause.message] }
  }
}

async function checkOnce(look: Look, writer: string): Promise<ChainAnswer> {
  const { paths, verifiers, anchor } = look
  const faults: Fault[] = []
  const read = async <T>(
    path: string,
    opening: (note: string) => { ok: true; value: T } | Unsound,
  ): Promise<T | null> => {
    const note = await readNote(path)
    if (note === null || verifiers.length === 0) return null
    const opened = opening(note)
    if (opened.ok) return opened.value
    faults.push(fault(opened.why === 'malformed' ? 'head-damaged' : opened.why, path))
    return null
  }
  const openingHead = (note: string) => openHead(note, writer, verifiers, hash)
  // Heads first: what they cover has been written before them.
  const isSigned = (await readNote(headPath(paths, writer))) !== null
  const head = await read(headPath(paths, writer), openingHead)
  const kept = anchor === null ? null : await read(join(anchor, writer), openingHead)
  const start =
    (await read(startPath(paths, writer), (note) => openStart(note, writer, verifiers, hash))) ?? firstStart(writer)
  const heads = [head, kept].filter((one) => one !== null)
  const { segments, others } = await segmentsOf(paths, writer)
  faults.push(...others.map((name) => fault('foreign', join(writerFolder(paths, writer), name))))
  const left = segments.filter(({ number }) => number >= start.segment)
  const size = Math.max(0, ...heads.map(({ range }) => range.size))
  if (left.length === 0) {
    if (size > start.range.size) faults.push(missing(writerFolder(paths, writer), size - start.range.size))
    return { chains: 0, lines: 0, faults, known: [], unanswered: [] }
  }
  const check = checkChain(start, heads, hashing)
  for (const segment of left) {
    const bytes = await readSegment(segment)
    if (bytes !== null) check.segment(segment.number, bytes)
  }
  const isAtWork = isWriting(writer)
  const report = check.finish(isAtWork)
  // Between its first line and its first head a writer has not yet taken any event.
  if (!isSigned && report.lines > 1)
    faults.push(fault('missing-head', headPath(paths, writer), `It covered ${report.lines} lines or less.`))
  const isNewer = report.version !== null && report.version > EVIDENCE_VERSION
  return {
    chains: 1,
    lines: report.lines,
    faults: [...faults, ...report.faults.map((one) => ({ ...one, file: join(paths.evidence, one.file) }))],
    known: report.known.map((one) => ({ ...one, file: join(paths.evidence, one.file) })),
    unanswered: isNewer ? [`Chain ${writer} was written by a newer version; upgrade Sallyport to check it.`] : [],
  }
}

/** Chains that other chains saw when they began. */
async function checkKnown(
  { paths, verifiers }: Look,
  known: readonly Known[],
  writers: ReadonlySet<string>,
): Promise<readonly Fault[]> {
  const faults: Fault[] = []
  for (const { writer, size, file, line } of known) {
    if (!isWriter(writer)) continue
    if (!writers.has(writer)) {
      faults.push({
        ...missing(writerFolder(paths, writer), size),
        detail: `${file}:${line} saw it with ${size} lines.`,
      })
      continue
    }
    const note = verifiers.length === 0 ? null : await readNote(headPath(paths, writer)).catch(() => null)
    const head = note === null ? null : openHead(note, writer, verifiers, hash)
    if (head?.ok === true && head.value.range.size < size) {
      faults.push(
        fault(
          'rolled-back',
          headPath(paths, writer),
          `${file}:${line} saw ${size} lines, this head has ${head.value.range.size}.`,
        ),
      )
    }
  }
  return faults
}

const isOurs = (name: string): boolean => name.startsWith('.') || isWriter(name.replace(/\.start$/, ''))
const fault = (kind: FaultKind, file: string, detail = ''): Fault => ({
  kind,
  file,
  line: null,
  lastLine: null,
  detail,
})
const missing = (folder: string, lines: number): Fault =>
  fault('missing-chain', folder, `${lines} signed lines are gone.`)
