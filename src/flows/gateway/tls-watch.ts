// Watches by what certificate a remote server shows who it is: one that ends soon is an alert, once for each conversation.
import { endsSoon } from '../../core/model/ends-soon.ts'
import type { Recorder } from '../../core/evidence/event.ts'
import { type TlsShown, tlsText } from '../../core/model/tls-shown.ts'
import type { GuardWorld } from './world.ts'

export type TlsWatched = {
  readonly server: string
  readonly session: string
  readonly opening: Promise<Recorder>
  readonly world: Pick<GuardWorld, 'date' | 'say'>
}

/** Nothing waits for it: the line to the server is good until that day. */
export function watchTls({ server, session, opening, world }: TlsWatched): (shown: TlsShown) => void {
  let isTold = false
  return (shown) => {
    if (isTold || !endsSoon(shown.until, world.date().getTime())) return
    isTold = true
    const detail = tlsText(shown)
    const event = { type: 'alert', server, session, kind: 'certificate-ends-soon', host: '', of: 0, detail } as const
    void opening.then((recorder) => recorder.record(event)).catch(() => undefined)
    world.say(
      `Alert: ${server}: ${detail}. Ask who runs it whether it is renewed: after that day nothing is said to it.`,
    )
  }
}
