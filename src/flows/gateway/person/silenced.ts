// Whose progress is told no more, because the grant of its call has ended.
import { bound } from '../../../core/model/bounds.ts'
import type { Message } from '../../../core/model/message.ts'
import { tokenKeyOf } from '../../../core/protocol/http/told.ts'

export class Silenced {
  readonly #keys = new Set<string>()
  #hasForgotten = false

  /** By the key of the token under which it is told; null: it asked for none. */
  add(progress: string | null): void {
    if (progress === null) return
    if (this.#keys.size < bound('silenced-progress')) this.#keys.add(progress)
    else this.#hasForgotten = true
  }

  /** A call that may be made has the same token. */
  lift(progress: string | null): void {
    if (progress !== null) this.#keys.delete(progress)
  }

  /** Once one could not be remembered, nothing passes but what is waited for. */
  hides(message: Message, isAwaited: (progress: string) => boolean): boolean {
    if (message.kind !== 'notification' || message.method !== 'notifications/progress') return false
    const key = tokenKeyOf(message.params.progressToken)
    if (key === null) return false
    return this.#keys.has(key) || (this.#hasForgotten && !isAwaited(key))
  }
}
