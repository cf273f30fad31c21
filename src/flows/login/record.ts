// A login, or its end: in the log, on disk, before it is in the store. The log names no token.
import { Failure } from '../../core/model/failure.ts'
import type { SecretsDesk } from '../secrets/opened.ts'

export async function record(
  command: 'login' | 'logout',
  server: string,
  detail: string,
  { openRecorder, by }: Pick<SecretsDesk, 'openRecorder' | 'by'>,
  work: () => Promise<void>,
): Promise<void> {
  const recorder = await openRecorder()
  const of = await recorder.durable({ type: 'change', command, server, by, detail })
  try {
    await work()
  } catch (cause) {
    const why = cause instanceof Failure ? cause.code : 'internal'
    recorder.record({ type: 'outcome', server, session: '', of, outcome: 'failed', detail: why })
    throw cause
  } finally {
    await recorder.close()
  }
}
