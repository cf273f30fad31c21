// Sees a model that goes round in circles.
import { bound } from '../../model/bounds.ts'

type Past = {
  readonly call: string
  readonly words: string
  readonly at: number
  isAnswered: boolean
  /** Null where it is not known. */
  answer: string | null
}

/**
 * A loop is the same call (item and arguments), or the same two to `loop-calls` calls in turn, `loop-rounds` times one after the
 * other without anything between, within `loop-ms`, all answered, and with the same answers as far as they are known. Who waits
 * for no answer goes in no circle: that is for the bucket. The answers count, because who turns pages or presses a key makes the
 * same call and gets further; the time counts, because who asks every few seconds
 * whether something is ready means to. What is refused does not count: after `loop-ms`, or after anything else, it may go on.
 */
export class LoopWatch {
  readonly #past: Past[] = []

  /** Milliseconds until these words are no loop any more; 0 when they are none. */
  waitMs(words: string, now: number): number {
    const most = bound('loop-calls')
    for (let length = 1; length <= most; length += 1) {
      if (this.#past.at(-length)?.words !== words) continue
      const rounds = this.#past.slice(-length * bound('loop-rounds'))
      const until = (rounds[0]?.at ?? 0) + length * bound('loop-ms')
      if (now < until && isRound(rounds, length)) return until - now
    }
    return 0
  }

  began(call: string, words: string, now: number): void {
    this.#past.push({ call, words, at: now, isAnswered: false, answer: null })
    if (this.#past.length > bound('loop-calls') * bound('loop-rounds')) this.#past.shift()
  }

  /** Whether the answer to this call says if it is a loop: it is not looked at otherwise. */
  asksFor(call: string): boolean {
    const at = this.#past.findLastIndex((past) => past.call === call)
    if (at < 0) return false
    const { words } = this.#past[at]!
    return this.#past.slice(Math.max(0, at - bound('loop-calls')), at).some((past) => past.words === words)
  }

  answered(call: string, answer: string | null): void {
    const past = this.#past.findLast((one) => one.call === call)
    if (past === undefined) return
    past.isAnswered = true
    past.answer = answer
  }
}

function isRound(calls: readonly Past[], length: number): boolean {
  if (calls.length < length * bound('loop-rounds')) return false
  const answers = new Map<number, string>()
  return calls.every(({ words, isAnswered, answer }, index) => {
    const place = index % length
    if (!isAnswered || words !== calls[place]!.words) return false
    if (answer === null) return true
    const first = answers.get(place) ?? answer
    answers.set(place, first)
    return first === answer
  })
}
