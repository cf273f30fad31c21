// Looks at every chain and every signed head, and names whatever was changed, moved or removed since it was written.
import { join } from 'node:path'
import { EVIDENCE_VERSION } from '../../core/evidence/chain.ts'
import type { Fault, FaultKind } from '../../core/evidence/fault.ts'
import { firstStart, openHead, openStart, type Head, type Start, type Unsound } from '../../core/evidence/head.ts'
import type { Hash } from '../../core/evidence/merkle.ts'
import type { Verifier } from '../../core/evidence/note.ts'
import { type LockChange, lockChanges } from '../../core/evidence/lock-changes.ts'
import { checkChain, type Known } from '../../core/evidence/verify.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { counted } from '../../core/text/counted.ts'
import {
  headPath,
  isWriter,
  isWriting,
  namesIn,
  segmentsOf,
  startPath,
  writerFolder,
} from '../../io/store/evidence/layout.ts'
import type { EvidencePaths } from '../../io/store/evidence/layout.ts'
import { readableNote, readNote, readSegment } from '../../io/store/evidence/read.ts'
import { evidenceVerifier, hash, hashing } from '../../io/store/evidence/signer.ts'

export type Verification = {
  readonly chains: number
  readonly lines: number
  readonly faults: readonly Fault[]
  /** What could not be looked at, and why. It is never a pass. */
  readonly unanswered: readonly string[]
  /** The newest change of the lockfile, by chains without a fault. */
  readonly changed: LockChange | null
}

type Look = {
  readonly paths: EvidencePaths
  readonly verifiers: readonly Verifier[]
  readonly anchor: string | null
  readonly say: (text: string) => void
}
type ChainAnswer = Verification & { readonly known: readonly Known[] }

/** `anchor`: a folder with copies of the heads, kept where nobody on this machine could change them. */
export async function verifyLog(
  paths: EvidencePaths,
  anchor: string | null,
  say: (text: string) => void,
): Promise<Verification> {
  const verifier = await evidenceVerifier(paths.keys)
  const look = { paths, verifiers: verifier === null ? [] : [verifier], anchor, say }
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
  if (anchor !== null && !anchored.some(isWriter)) {
    unanswered.push(`There are no copies of heads in ${quote(untrusted(anchor), 400)}.`)
  }
  const faults = answers.flatMap((answer) => answer.faults)
  const isSaid = ({ kind, file }: Fault): boolean => faults.some((one) => one.kind === kind && one.file === file)
  faults.push(...mentioned.filter((one) => !isSaid(one)), ...foreign.map((file) => fault('foreign', file)))
  return {
    chains: folders.filter(isWriter).length,
    lines: answers.reduce((sum, { lines }) => sum + lines, 0),
    faults,
    unanswered,
    changed: answers.reduce<LockChange | null>((newest, { changed }) => newer(newest, changed), null),
  }
}

const newer = (one: LockChange | null, other: LockChange | null): LockChange | null =>
  one === null || (other !== null && other.at >= one.at) ? other : one

const inFolder = (change: LockChange | null, { evidence }: EvidencePaths): LockChange | null =>
  change && { ...change, file: join(evidence, change.file) }

/** A writer at work and retention change files while they are read, so a fault counts when it is seen twice. */
async function checkWriter(look: Look, writer: string): Promise<ChainAnswer> {
  try {
    const first = await checkOnce(look, writer)
    return first.faults.length === 0 ? first : await checkOnce(look, writer)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return { chains: 1, lines: 0, faults: [], known: [], unanswered: [cause.message], changed: null }
  }
}

async function checkOnce(look: Look, writer: string): Promise<ChainAnswer> {
  const { paths, say } = look
  // Heads first: what they cover was written before them.
  const { faults, isSigned, heads, start } = await signedAbout(look, writer)
  const { segments, others } = await segmentsOf(paths, writer)
  faults.push(...others.map((name) => fault('foreign', join(writerFolder(paths, writer), name))))
  const left = segments.filter(({ number }) => number >= start.segment)
  const size = Math.max(0, ...heads.map(({ range }) => range.size))
  if (left.length === 0) {
    if (size > start.range.size) faults.push(missing(writerFolder(paths, writer), size - start.range.size))
    return { chains: 0, lines: 0, faults, known: [], unanswered: [], changed: null }
  }
  const changes = lockChanges()
  const check = checkChain(start, heads, hashing, changes.see)
  for (const [at, segment] of left.entries()) {
    if (at > 0 && at % 8 === 0) say(`${at} of ${left.length} files of ${writer} checked`)
    const bytes = await readSegment(segment)
    if (bytes !== null) check.segment(segment.number, bytes)
  }
  const report = check.finish(isWriting(writer))
  // Between its first line and its first head a writer has not yet taken any event: that line says only that it began.
  if (!isSigned && (report.lines > 1 || (report.lines === 1 && report.version === null)))
    faults.push(fault('missing-head', headPath(paths, writer), `It covered ${counted(report.lines, 'line')} or less.`))
  const isNewer = report.version !== null && report.version > EVIDENCE_VERSION
  return {
    chains: 1,
    lines: report.lines,
    changed: faults.length + report.faults.length > 0 ? null : inFolder(changes.newest(size), paths),
    faults: [...faults, ...report.faults.map((one) => ({ ...one, file: join(paths.evidence, one.file) }))],
    // Nobody signed what an only line says, so it accuses nobody.
    known: isSigned ? report.known.map((one) => ({ ...one, file: join(paths.evidence, one.file) })) : [],
    unanswered: isNewer ? [`Chain ${writer} was written by a newer version; upgrade Sallyport to check it.`] : [],
  }
}

type Opening<T> = (
  note: string,
  writer: string,
  verifiers: readonly Verifier[],
  hash: Hash,
) => { readonly ok: true; readonly value: T } | Unsound

type Signed = {
  readonly faults: Fault[]
  readonly isSigned: boolean
  readonly heads: readonly Head[]
  readonly start: Start
}

/** What was signed about a chain, here and in the copies; what is not sound is a fault and counts for nothing. */
async function signedAbout({ paths, verifiers, anchor }: Look, writer: string): Promise<Signed> {
  const faults: Fault[] = []
  const sound = <T>(path: string, note: string | null, opening: Opening<T>): T | null => {
    const opened = note === null || verifiers.length === 0 ? null : opening(note, writer, verifiers, hash)
    if (opened?.ok === false) faults.push(fault(opened.why === 'malformed' ? 'head-damaged' : opened.why, path))
    return opened?.ok === true ? opened.value : null
  }
  const [headFile, startFile] = [headPath(paths, writer), startPath(paths, writer)]
  const note = readNote(headFile)
  const start = sound(startFile, readNote(startFile), openStart) ?? firstStart(writer)
  const heads = [sound(headFile, note, openHead)]
  if (anchor !== null) heads.push(sound(join(anchor, writer), readNote(join(anchor, writer)), openHead))
  return { faults, isSigned: note !== null, heads: heads.filter((head) => head !== null), start }
}

/** Chains that other chains saw when they began. */
async function checkKnown(
  { paths, verifiers }: Look,
  known: readonly Known[],
  writers: ReadonlySet<string>,
): Promise<readonly Fault[]> {
  const faults = new Map<string, Fault>()
  for (const { writer, size, file, line } of known) {
    if (!isWriter(writer)) continue
    if (!writers.has(writer)) {
      const gone = missing(writerFolder(paths, writer), size)
      faults.set(writer, { ...gone, detail: `${file}:${line} saw it with ${size} lines.` })
      continue
    }
    // Read again: it may have grown since its chain was checked.
    const note = readableNote(headPath(paths, writer))
    if (note === null) {
      // A chain cut back to its first line looks like one that was only just begun, but this one was seen later.
      faults.set(writer, fault('missing-head', headPath(paths, writer), `${file}:${line} saw ${size} lines.`))
      continue
    }
    const head = openHead(note, writer, verifiers, hash)
    if (!head.ok || head.value.range.size >= size) continue
    const detail = `${file}:${line} saw ${size} lines, this head has ${head.value.range.size}.`
    faults.set(writer, fault('rolled-back', headPath(paths, writer), detail))
  }
  return [...faults.values()]
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
