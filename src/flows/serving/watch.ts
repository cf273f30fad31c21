// Writes down what was refused before it came to any guard, within a bound: whoever reaches the port could fill the log.
import type { EventBody, Recorder } from '../../core/evidence/event.ts'
import { isTokenRefusal, TOKEN_REFUSALS, type TokenRefusal } from '../../core/identity/refusals.ts'
import { bound } from '../../core/model/bounds.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { HTTP_REFUSALS, type HttpRefusal } from '../../core/protocol/http/refusals.ts'

const MINUTE_MS = 60_000
const MAX_CHARS = 100
/** Of each kind so many are written whatever else there is: one that is sent in masses must not hide another. */
const OF_EACH_KIND = 10

type Other = 'unread' | 'unaddressed' | 'missing'
export type Seen = HttpRefusal | TokenRefusal | Other

const OTHERS: Readonly<Record<Other, string>> = {
  unread: 'A client left its stream unread; it was closed.',
  missing: 'A server told nothing for the list of all servers; what it offers is missing there.',
  unaddressed: 'A message belongs to no request of any client; it was dropped.',
}

export class Watch {
  readonly #record: Recorder['record']
  readonly #now: () => number
  readonly #told: (why: Seen, isWritten: boolean) => void
  #since: number
  #count = 0
  #left = 0
  readonly #ofKind = new Map<Seen, number>()

  /** `told` of each, also of what is only counted. */
  constructor(
    record: Recorder['record'],
    now: () => number,
    told: (why: Seen, isWritten: boolean) => void = () => undefined,
  ) {
    this.#told = told
    this.#record = record
    this.#now = now
    this.#since = now()
  }

  /** `what` is of the peer. Throws where the log takes no more. */
  see(why: Seen, server = '', what = ''): void {
    if (this.#now() - this.#since >= MINUTE_MS) this.settle()
    this.#count += 1
    const ofKind = (this.#ofKind.get(why) ?? 0) + 1
    this.#ofKind.set(why, ofKind)
    const isWritten = this.#count <= bound('http-faults') || ofKind <= OF_EACH_KIND
    this.#told(why, isWritten)
    if (!isWritten) {
      this.#left += 1
      return
    }
    const words = wordsOf(why)
    const detail = what === '' ? words : `${words} It said ${quote(untrusted(what), MAX_CHARS)}.`
    this.#record(fault(server, `http-${why}`, detail))
  }

  /** What was not written one by one leaves a line with its number. */
  settle(): void {
    const left = this.#left
    this.#count = this.#left = 0
    this.#ofKind.clear()
    this.#since = this.#now()
    if (left > 0) this.#record(fault('', 'http-faults', `${left} more requests were refused and counted`))
  }
}

function wordsOf(why: Seen): string {
  if (why === 'unread' || why === 'unaddressed' || why === 'missing') return OTHERS[why]
  return isTokenRefusal(why) ? TOKEN_REFUSALS[why][2] : HTTP_REFUSALS[why][2]
}

const fault = (server: string, code: string, detail: string): EventBody => ({
  ...{ type: 'fault', server, session: '', direction: 'upstream' },
  ...{ code, detail, bytes: 0 },
})
