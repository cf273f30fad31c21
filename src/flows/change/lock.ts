// Every change of what is approved is in the log, on disk, before it is in the lockfile.
import type { EventBody, Recorder } from '../../core/evidence/event.ts'
import type { Texts } from '../../core/lock/pin.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import type { LockStore } from '../../io/store/lockfile.ts'

export type ChangeDesk = {
  readonly lock: LockStore
  /** Opened only when there is something to record. */
  readonly openRecorder: () => Promise<Recorder>
  /** The person, as the system names the user. */
  readonly by: string
  readonly now: () => Date
}

type ChangeEvent = Extract<EventBody, { type: 'change' }>
export type Change = Pick<ChangeEvent, 'command' | 'server' | 'detail' | 'policy'>

/** `edit` sees the newest lockfile; the same value back changes and records nothing. */
export async function changeLock(
  { lock, openRecorder, by }: ChangeDesk,
  change: Change,
  edit: (lock: Lockfile) => Lockfile,
  texts: Texts = {},
): Promise<Lockfile> {
  let recorder: Recorder | undefined
  let seq = 0
  try {
    return await lock.change(async (before) => {
      const after = edit(before)
      if (after === before) return before
      recorder = await openRecorder()
      seq = await recorder.durable({ type: 'change', by, ...change, serial: before.serial + 1 })
      return after
    }, texts)
  } catch (cause) {
    const detail = cause instanceof Failure ? cause.code : 'internal'
    recorder?.record({ type: 'outcome', server: change.server, session: '', of: seq, outcome: 'failed', detail })
    throw cause
  } finally {
    await recorder?.close()
  }
}
