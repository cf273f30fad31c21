// The end of a server that was started: nothing of it is left, and the log says how it ended.
import type { Recorder } from '../../core/evidence/event.ts'
import type { Upstream } from './world.ts'

/** Ends it when it is first called, and records its end once. */
export function leaving(
  running: Upstream,
  { server, session, recorder }: { readonly server: string; readonly session: string; readonly recorder: Recorder },
): (why: string) => Promise<void> {
  let isRecorded = false
  return async (why) => {
    await running.stop(why)
    const exit = await running.exited
    if (isRecorded) return
    isRecorded = true
    const of = recorder.record({ type: 'exit', server, session, ...exit, stderr: running.stderrTail() })
    if (exit.limit !== 'changes') return
    recorder.record({ type: 'alert', server, session, kind: 'mass-change', host: '', of, detail: exit.reason })
  }
}
