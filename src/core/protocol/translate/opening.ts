// What a client asks before the other side has said what it is: it waits for that answer, in order of arrival.
import { bound } from '../../model/bounds.ts'
import type { JsonObject } from '../../model/json.ts'
import { hasRoomBeside, idKey, type Id, type Request } from '../../model/message.ts'

export class Opening {
  /** `asked`: our own opening is under way. */
  state: 'closed' | 'asked' | 'open' = 'closed'
  /** What the server answered. */
  told: JsonObject = {}
  #waiting: Request[] = []

  /** False: there is no room for it. */
  wait(request: Request): boolean {
    if (!hasRoomBeside(this.#waiting, request, bound('waiting-calls'))) return false
    this.#waiting.push(request)
    return true
  }

  has(id: Id): boolean {
    return this.#waiting.some((waiting) => idKey(waiting.id) === idKey(id))
  }

  forget(id: Id): void {
    this.#waiting = this.#waiting.filter((waiting) => idKey(waiting.id) !== idKey(id))
  }

  take(): readonly Request[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }
}
