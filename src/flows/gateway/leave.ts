// The end of a server that was started: nothing of it is left, and the log says how it ended.
import type { Recorder } from '../../core/evidence/event.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Upstream } from './world.ts'

export type Left = {
  readonly server: string
  readonly session: string
  readonly recorder: Recorder
  readonly say: (line: string) => void
}

/** Ends it when it is first called, and records its end once. */
export function leaving(running: Upstream, { server, session, recorder, say }: Left): (why: string) => Promise<void> {
  let isRecorded = false
  return async (why) => {
    await running.stop(why)
    const exit = await running.exited
    if (isRecorded) return
    isRecorded = true
    const of = recorder.record({ type: 'exit', server, session, ...exit, stderr: running.stderrTail() })
    const alert = { type: 'alert', server, session, host: '', of } as const
    if (exit.limit === 'changes') recorder.record({ ...alert, kind: 'mass-change', detail: exit.reason })
    const detail = appearedWords((await running.appeared?.()) ?? [])
    if (detail === null) return
    recorder.record({ ...alert, kind: 'start-place', detail })
    say(`Alert: ${server}, ${detail}. Look at it before you open that folder.`)
  }
}

/** It stands in one line. */
const MOST = 5

/** Others may have made it meanwhile; that is not known, and so not said. */
function appearedWords(paths: readonly string[]): string | null {
  if (paths.length === 0) return null
  const shown = paths.slice(0, MOST).map((path) => quote(untrusted(path), 300))
  const more = paths.length > MOST ? ` and ${paths.length - MOST} more` : ''
  return `while it ran, what programs outside obey appeared where it may write: ${shown.join(', ')}${more}`
}
