// How long a message was in each stage, for whoever watches: only where somebody does is anything measured. Nothing of what it says
// is handed on but the trace that it belongs to.
import type { Decision } from '../../core/model/decision.ts'
import { isObject } from '../../core/model/json.ts'
import type { Direction, Message } from '../../core/model/message.ts'
import type { Routed } from './route.ts'

export type Stage = 'decode' | 'wait' | 'inspect' | 'route' | 'decide' | 'record' | 'send' | 'upstream'
/** On the guard's clock, in milliseconds. */
export type Timed = readonly [stage: Stage, from: number, to: number]

export type Sighting = {
  readonly server: string
  readonly direction: Direction
  readonly kind: Message['kind']
  readonly method: string
  /** Of an approved item; empty for any other. */
  readonly target: string
  readonly decision: Decision
  readonly bytes: number
  readonly timed: readonly Timed[]
  /** The `traceparent` of the request; null where it had none. */
  readonly trace: string | null
  /** What an answer says that failed: a code of JSON-RPC, or `tool_error`; null for all else. */
  readonly failure: string | null
}

/** What an exchange remembers of its request. */
export type Asked = { readonly trace: string | null; readonly sentAt: number }

export class Stages {
  readonly #server: string
  readonly #now: () => number
  readonly #see: (sighting: Sighting) => void
  readonly #timed = new WeakMap<Message, Timed[]>()

  constructor(server: string, now: () => number, see: (sighting: Sighting) => void) {
    this.#server = server
    this.#now = now
    this.#see = see
  }

  begun(): number {
    return this.#now()
  }

  decoded(message: Message, from: number): void {
    this.#timed.set(message, [['decode', from, this.#now()]])
  }

  /** It goes on in another form. */
  becomes(message: Message, other: Message): void {
    const timed = this.#timed.get(message)
    if (timed !== undefined) this.#timed.set(other, timed)
  }

  /** The stage that is over now; it began when the one before it ended. */
  mark(message: Message, stage: Stage): void {
    const timed = this.#timed.get(message)
    const last = timed?.at(-1)
    if (timed !== undefined && last !== undefined) timed.push([stage, last[2], this.#now()])
  }

  /** It is about to be sent on, if it may be. */
  leaves({ message, exchange }: Routed): void {
    if (message.kind === 'request' && exchange !== null)
      exchange.asked = { trace: traceOf(message), sentAt: this.#now() }
  }

  /** It was sent on, answered by us or dropped. */
  passed({ message, direction, method, target, entry, exchange }: Routed, decision: Decision): void {
    const timed = this.#timed.get(message) ?? []
    this.#timed.delete(message)
    const isAnswer = message.kind === 'answer' || message.kind === 'error'
    const asked = exchange?.asked
    if (isAnswer && asked !== undefined && timed[0] !== undefined)
      timed.unshift(['upstream', asked.sentAt, timed[0][1]])
    const trace = isAnswer ? (asked?.trace ?? null) : traceOf(message)
    this.#see({
      server: this.#server,
      direction,
      kind: message.kind,
      // A method that no table has is a word of the peer.
      method: entry === null && !isAnswer ? '' : method,
      target: decision.effect === 'allow' ? target : '',
      decision,
      bytes: message.raw.length,
      timed,
      trace,
      failure: failureIn(message),
    })
  }
}

/** A code is a number of the peer: only those of JSON-RPC are told. */
function failureIn(message: Message): string | null {
  if (message.kind === 'answer')
    return isObject(message.result) && message.result.isError === true ? 'tool_error' : null
  if (message.kind !== 'error') return null
  const { code } = message.error
  return typeof code === 'number' && Number.isInteger(code) && code >= -32_768 && code <= -32_000
    ? String(code)
    : '_OTHER'
}

function traceOf(message: Message): string | null {
  const meta = message.kind === 'request' || message.kind === 'notification' ? message.params._meta : undefined
  const trace = meta !== undefined && isObject(meta) ? meta.traceparent : undefined
  return typeof trace === 'string' ? trace : null
}
