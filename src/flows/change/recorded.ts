// What a person changes is in the log, on disk, before it is done.
import { Failure } from '../../core/model/failure.ts'
import type { Change, ChangeDesk } from './lock.ts'

/** Where `work` fails, the log says that too. `detail` holds no secret. */
export async function recordedChange<T>(
  change: Change,
  { openRecorder, by }: Pick<ChangeDesk, 'openRecorder' | 'by'>,
  work: () => Promise<T>,
): Promise<T> {
  const recorder = await openRecorder()
  const of = await recorder.durable({ type: 'change', by, ...change })
  try {
    return await work()
  } catch (cause) {
    const detail = cause instanceof Failure ? cause.code : 'internal'
    recorder.record({ type: 'outcome', server: change.server, session: '', of, outcome: 'failed', detail })
    throw cause
  } finally {
    await recorder.close()
  }
}
