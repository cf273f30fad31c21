// What a tool is seen to do with files, beside what its words say: one that was judged to read, and during whose call alone files
// changed that were there before, does not only read. A kernel does not say which call of a server wrote; a call alone does.
import type { Decision } from '../../../core/model/decision.ts'
import type { EffectClass } from '../../../core/model/catalogue.ts'
import { bound } from '../../../core/model/bounds.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { Changes } from '../../../io/launch/changes/watch.ts'
import type { Told } from '../budget/alert-causes.ts'

export type DoneWorld = Told & {
  /** Null where the server may write to nothing, or nobody watches. */
  readonly changes: Changes | null
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
}

/** `others`: how many requests of this client are under way beside it; `of`: the record of its decision. */
type Began = { readonly effect: EffectClass | 'none'; readonly others: () => number; readonly of: number }

/** A call of a tool that is expected to change nothing, alone since it began. */
type Alone = { readonly key: string; readonly tool: string; readonly from: number; readonly of: number }

export class Done {
  readonly #world: DoneWorld
  readonly #wrote = new Set<string>()
  #alone: Alone | null = null
  #actedAt = Number.NEGATIVE_INFINITY
  #settling: Promise<void> | null = null

  constructor(world: DoneWorld) {
    this.#world = world
    const watched = world.changes?.watched
    if (watched !== undefined) this.#settling = watched.then(() => void (this.#settling = null))
  }

  /** Whatever is called next must wait for it: otherwise nobody could tell whose doing it was. At first, until anything is watched. */
  get settling(): Promise<void> | null {
    return this.#settling
  }

  wrote(tool: string): boolean {
    return this.#wrote.has(tool)
  }

  /** What a call that acts left behind is no doing of the next one. */
  began(key: string, tool: string, { effect, others, of }: Began): void {
    const { changes, now } = this.#world
    if (changes === null) return
    const reads = effect === 'read' && !this.wrote(tool)
    if (!reads) this.#actedAt = now()
    const isQuiet = now() - this.#actedAt >= bound('alert-quiet-ms')
    this.#alone = reads && isQuiet && others() === 0 ? { key, tool, from: changes.seen(), of } : null
    changes.watchCall(this.#alone !== null)
  }

  /** Anything else that the client asks meanwhile. */
  joined(): void {
    this.#alone = null
    this.#world.changes?.watchCall(false)
  }

  /** Its answer has come. Throws where what was seen cannot be recorded. */
  ended(key: string, aside: (work: Promise<void>) => void): void {
    const alone = this.#alone
    const { changes } = this.#world
    if (alone === null || alone.key !== key || changes === null) return
    this.#alone = null
    const settling = this.#judge(alone, changes).finally(() => (this.#settling = null))
    this.#settling = settling
    aside(settling)
  }

  async #judge({ tool, from, of }: Alone, changes: Changes): Promise<void> {
    const seen = await changes.settled()
    // Unless the next call is watched already: it waits for this.
    if (this.#alone === null) changes.watchCall(false)
    if (seen === from) return
    this.#wrote.add(tool)
    const { server, session, record, say } = this.#world
    const name = quote(untrusted(tool))
    const detail = `tool ${name} was judged to read, and files that were there changed while it alone was called`
    record({ type: 'alert', server, session, kind: 'undeclared-effect', host: '', of, detail })
    say(`Alert: ${server}, ${detail}. If it is meant to: \`sallyport approve ${server} --effect ${name}=write\`.`)
  }
}

/** Beside the ids of statements, which are of small letters. */
export const EFFECTS = 'Effects'

/** A person is asked before it is called again. */
export function askedIfUndeclared(decision: Decision, wrote: boolean): Decision {
  if (!wrote || decision.effect === 'deny') return decision
  const why = 'this tool was judged to read, and files that were there changed while it alone was called'
  const isAsked = decision.effect === 'ask'
  return {
    effect: 'ask',
    reasons: isAsked ? decision.reasons : ['needs-approval'],
    obligations: [],
    statements: [...(isAsked ? (decision.statements ?? []) : []), EFFECTS],
    why: isAsked && decision.why !== undefined ? `${decision.why}; ${why}` : why,
  }
}
