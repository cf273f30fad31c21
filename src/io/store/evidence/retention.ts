// Removes what is old, or more than we may keep: whole files, each behind a signed checkpoint. What is old goes oldest first. What is too
// much goes from the longest chain: a server that fills the log would otherwise make us remove what others, and approvals, left there.
import { rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readLink } from '../../../core/evidence/chain.ts'
import { firstStart, signStart, type Head, type Start } from '../../../core/evidence/head.ts'
import { retire } from '../../../core/evidence/retire.ts'
import type { Signer } from '../../../core/evidence/note.ts'
import { DAY_MS } from '../../../core/model/day.ts'
import { bound } from '../../../core/model/bounds.ts'
import { withLock } from '../../file/lock.ts'
import { replaceFile } from '../../file/replace.ts'
import { headPath, isWriter, isWriting, namesIn, segmentsOf, startPath, writerFolder } from './layout.ts'
import type { EvidencePaths, SegmentFile } from './layout.ts'
import { readSegment, readSound } from './read.ts'
import { evidenceSigner, hash, hashing, verifierOf } from './signer.ts'

export type Keep = { readonly now: () => Date; readonly keepMs?: number; readonly totalBytes?: number }

const FIRST_AFTER_MS = 5_000
const EVERY_MS = 3_600_000
const LEFTOVER_MS = DAY_MS

/** Looks soon after the start and then every hour, and whenever the disk is full. Keeps no process alive. */
export function keepRetaining(
  paths: EvidencePaths,
  now: () => Date,
): { readonly soon: () => void; readonly stop: () => void } {
  let isRunning = false
  const soon = (): void => {
    if (isRunning) return
    isRunning = true
    // What cannot be removed now is tried again in an hour. It never stops the recording.
    void retain(paths, { now })
      .catch(() => undefined)
      .finally(() => {
        isRunning = false
      })
  }
  const first = setTimeout(soon, FIRST_AFTER_MS).unref()
  const every = setInterval(soon, EVERY_MS).unref()
  return {
    soon,
    stop: () => {
      clearTimeout(first)
      clearInterval(every)
    },
  }
}

/** The files that were removed. One process at a time; others leave it to that one. */
export async function retain(paths: EvidencePaths, keep: Keep): Promise<readonly string[]> {
  return withLock(join(paths.heads, '.retention.lock'), () => sweep(paths, keep), 0)
}

type Chain = { readonly writer: string; readonly head: Head; start: Start; segments: readonly SegmentFile[] }

async function sweep(paths: EvidencePaths, { now, keepMs, totalBytes }: Keep): Promise<readonly string[]> {
  const signer = await evidenceSigner(paths.keys)
  const oldest = now().getTime() - (keepMs ?? bound('evidence-keep-ms'))
  const chains = await readChains(paths, signer)
  let total = chains.reduce((sum, chain) => sum + bytesOf(chain), 0)
  const removed: string[] = []
  for (const isOld of [true, false]) {
    const stuck = new Set<Chain>()
    for (;;) {
      const [chain] = chains
        .filter((one) => one.segments.length > 0 && !stuck.has(one))
        .sort((a, b) => (isOld ? 0 : bytesOf(b) - bytesOf(a)) || a.segments[0]!.changedMs - b.segments[0]!.changedMs)
      const segment = chain?.segments[0]
      if (chain === undefined || segment === undefined) break
      if (isOld ? segment.changedMs >= oldest : total <= (totalBytes ?? bound('evidence-total-bytes'))) break
      if (await remove(paths, chain, segment, isOld ? oldest : null, now(), signer)) {
        total -= segment.bytes
        removed.push(segment.path)
      } else stuck.add(chain)
    }
  }
  await tidy(paths, chains, oldest - (keepMs ?? bound('evidence-keep-ms')), now().getTime())
  return removed
}

const bytesOf = ({ segments }: Chain): number => segments.reduce((sum, { bytes }) => sum + bytes, 0)

/** Only chains with a sound head: what is damaged stays for whoever investigates. */
async function readChains(paths: EvidencePaths, { publicKey }: Signer): Promise<Chain[]> {
  const chains: Chain[] = []
  const verifiers = [verifierOf(publicKey)]
  for (const writer of (await namesIn(paths.heads)).filter(isWriter)) {
    const { head, start } = readSound(paths, writer, verifiers)
    if (head === null) continue
    const { segments } = await segmentsOf(paths, writer)
    const from = start ?? firstStart(writer)
    // Left by a sweep that stopped between its checkpoint and the removal.
    for (const { number, path } of segments) if (number < from.segment) await rm(path, { force: true })
    chains.push({ writer, head, start: from, segments: segments.filter(({ number }) => number >= from.segment) })
  }
  return chains
}

/** `before`: only when its newest line says that it is older. The time of a file could be forged to get rid of it. */
async function remove(
  paths: EvidencePaths,
  chain: Chain,
  segment: SegmentFile,
  before: number | null,
  now: Date,
  signer: Signer,
): Promise<boolean> {
  const isLast = chain.segments.length === 1
  if (segment.number !== chain.start.segment || (isLast && isWriting(chain.writer))) return false
  const bytes = await readSegment(segment)
  const nextPrev = isLast ? null : await firstPrev(chain.segments[1]!)
  const retired = bytes === null ? null : retire(chain.start, chain.head, bytes, nextPrev, hashing)
  if (retired === null || (before !== null && Date.parse(retired.newestAt) >= before)) return false
  // Not while signed lines would be left without a file.
  if (isLast && retired.start.range.size < chain.head.range.size) return false
  const start = { ...retired.start, at: now.toISOString() }
  await replaceFile(startPath(paths, chain.writer), signStart(start, signer, hash))
  await rm(segment.path, { force: true })
  chain.start = start
  chain.segments = chain.segments.slice(1)
  if (isLast) await rmdir(writerFolder(paths, chain.writer)).catch(() => undefined)
  return true
}

/** What the first line of a segment says about the line before; empty, and so never true, when it says nothing. */
async function firstPrev(segment: SegmentFile): Promise<string> {
  const bytes = await readSegment(segment)
  return readLink(bytes?.toString('utf8', 0, 200) ?? '')?.prev ?? ''
}

/** Heads of chains that are wholly gone are kept as long again: later chains may still mention them. */
async function tidy(paths: EvidencePaths, chains: readonly Chain[], goneBefore: number, now: number): Promise<void> {
  for (const { writer, head, start, segments } of chains) {
    const isGone = segments.length === 0 && start.range.size >= head.range.size
    if (!isGone || Date.parse(start.at) >= goneBefore) continue
    await rm(headPath(paths, writer), { force: true })
    await rm(startPath(paths, writer), { force: true })
  }
  for (const name of await namesIn(paths.heads)) {
    const path = join(paths.heads, name)
    // Left by a process that was killed while it replaced a head.
    if (
      /^\.[0-9a-f]{16}\.tmp$/.test(name) &&
      ((await stat(path).catch(() => null))?.mtimeMs ?? now) < now - LEFTOVER_MS
    ) {
      await rm(path, { force: true })
    }
  }
}
