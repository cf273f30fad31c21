// Records the events of one process in a chain of its own, so that no writer ever waits for another.
import { EVIDENCE_VERSION, type LogEvent } from '../../../core/evidence/chain.ts'
import type { EventBody, Recorder } from '../../../core/evidence/event.ts'
import { verifierKey } from '../../../core/evidence/note.ts'
import { prepare } from '../../../core/evidence/prepare.ts'
import { hide, NOTHING_HIDDEN, redact } from '../../../core/evidence/redact.ts'
import { DAY_MS } from '../../../core/model/day.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { newMac } from '../../file/mac.ts'
import { syncFolder } from '../../file/replace.ts'
import { createChain } from './chain-file.ts'
import { groupCommit } from './group-commit.ts'
import { keepHead } from './head-keeper.ts'
import { headPath, newWriter, privateFolder, segmentPath, writerFolder, type EvidencePaths } from './layout.ts'
import { knownChains } from './read.ts'
import { keepRetaining } from './retention.ts'
import { evidenceSigner, hash } from './signer.ts'

export type EvidenceOptions = {
  readonly now?: () => Date
  readonly segmentBytes?: number
  readonly segmentMs?: number
  /** Longest wait of a written line for its fsync. */
  readonly groupMs?: number
  readonly headEveryMs?: number
}

const DEFAULTS = {
  now: () => new Date(),
  segmentBytes: bound('evidence-segment-bytes'),
  segmentMs: DAY_MS,
  groupMs: 20,
  headEveryMs: 1_000,
}

/** Starts a chain. When it resolves, the chain has a signed head on disk: from now on its removal shows. */
export async function openEvidence(paths: EvidencePaths, options: EvidenceOptions = {}): Promise<Recorder> {
  const { now, groupMs, headEveryMs, ...chainOptions } = { ...DEFAULTS, ...options }
  for (const folder of [paths.evidence, paths.heads]) await privateFolder(folder)
  const signer = await evidenceSigner(paths.keys)
  const known = await knownChains(paths, signer.publicKey)
  const writer = newWriter(now())
  const folder = writerFolder(paths, writer)
  await privateFolder(folder)
  const chain = attempt(folder, () =>
    createChain((segment) => segmentPath(paths, writer, segment), { now, ...chainOptions }),
  )
  const head = keepHead(signer, { writer, path: headPath(paths, writer), everyMs: headEveryMs, now })
  const retention = keepRetaining(paths, now)
  const mac = newMac()

  let hidden = NOTHING_HIDDEN
  let refused = 0
  /** Set once the log cannot be trusted to take another line, and never unset. */
  let stopped: Failure | null = null
  let closing: Promise<void> | null = null
  let folderOf = 0

  const stop = (why: string, cause?: unknown): Failure => {
    stopped ??= new Failure('record-failed', `the evidence in ${quote(untrusted(folder), 400)} ${why}`, { cause })
    return stopped
  }

  const commits = groupCommit(async () => {
    const position = chain.position()
    if (!chain.isSound()) throw stop('was cut or deleted by somebody else while it was written')
    try {
      await chain.sync()
      if (folderOf !== position.segment) await syncFolder(folder)
      folderOf = position.segment
    } catch (cause) {
      // After a failed fsync nobody knows what is on disk, and a second one would claim success.
      throw stop(`could not be forced to disk (${codeOf(cause)})`, cause)
    }
    head.soon(position)
  }, groupMs)

  const write = (event: LogEvent): number => {
    try {
      const seq = chain.append(event)
      commits.soon()
      return seq
    } catch (cause) {
      retention.soon()
      if (!chain.isSound()) throw stop(`could not be written and holds half a line (${codeOf(cause)})`, cause)
      throw new Failure(
        'record-failed',
        `the evidence in ${quote(untrusted(folder), 400)} could not be written (${codeOf(cause)})`,
        { cause },
      )
    }
  }

  const check = (): void => {
    if (stopped !== null) throw stopped
    const cause = head.failure()
    if (cause === null) return
    commits.soon()
    throw new Failure('record-failed', 'the signed head of the evidence could not be written', { cause })
  }

  const record = (event: EventBody): number => {
    try {
      check()
      const session = 'session' in event ? event.session : ''
      const seq = write(prepare(event, (text) => redact(text, hidden, session, mac)))
      tellRefused()
      return seq
    } catch (cause) {
      refused += 1
      throw cause
    }
  }

  /** After the event that fitted again: before it, each attempt would take room for one more line of this kind. */
  const tellRefused = (): void => {
    if (refused === 0) return
    try {
      write({ type: 'resumed', refused })
      refused = 0
    } catch {
      // It is told with the next event.
    }
  }

  const finish = async (): Promise<void> => {
    retention.stop()
    try {
      if (stopped !== null) throw stopped
      write({ type: 'closed' })
      await commits.now()
      await head.now(chain.position(), 'closed')
    } finally {
      stop('is closed')
      chain.close()
    }
  }

  write({
    type: 'opened',
    version: EVIDENCE_VERSION,
    writer,
    pid: process.pid,
    key: verifierKey(signer.name, signer.publicKey, hash),
    known,
  })
  await commits.now()
  await head.now(chain.position(), 'open')
  await syncFolder(paths.evidence)

  return {
    record,
    durable: async (event) => {
      const seq = record(event)
      await commits.now()
      return seq
    },
    hide: (secrets) => {
      hidden = hide(hidden, secrets)
    },
    close: () => (closing ??= finish()),
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new Failure('record-failed', `${quote(untrusted(path), 400)} could not be written (${codeOf(cause)})`, {
      cause,
    })
  }
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'unknown error'
