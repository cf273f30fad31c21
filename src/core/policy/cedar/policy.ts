// A loaded set, and what it decides. Whatever goes wrong is a deny; what was decided before is known by all that the set reads.
import { bound } from '../../model/bounds.ts'
import type { DecisionEffect } from '../../model/decision.ts'
import { told } from '../told.ts'
import { callOf } from './call.ts'
import type { Answer, Call } from './engine.ts'
import type { Source } from './load.ts'
import type { Projection } from './projection.ts'
import type { Statement } from './statement.ts'
import type { Subject } from './subject.ts'

/** `statements` caused it. `why` is for a person: words of the set, or ours where the set could not be asked. */
export type Ruling = {
  readonly effect: DecisionEffect
  readonly reason: 'policy-permits' | 'policy-forbids' | 'policy-silent' | 'needs-approval' | 'policy-broken'
  readonly statements: readonly string[]
  readonly why: string
}

type Decide = (call: Call) => Answer

/** `lifted` is the set without its asks: what a person's answer could reach at most. `always`: only forbids that nothing said or passed can lift. */
type Decides = { readonly all: Decide; readonly lifted: Decide; readonly always: Decide }

export class Policy {
  readonly set: string
  readonly digest: string
  readonly statements: readonly Statement[]
  readonly projection: Projection
  readonly #byId: ReadonlyMap<string, Statement>
  readonly #decide: Decides
  readonly #known = new Map<string, Ruling>()

  constructor({ set, digest }: Source, statements: readonly Statement[], projection: Projection, decide: Decides) {
    this.set = set
    this.digest = digest
    this.statements = statements
    this.projection = projection
    this.#byId = new Map(statements.map((one) => [one.id, one]))
    this.#decide = decide
  }

  decide(subject: Subject): Ruling {
    try {
      const asked = callOf(subject, this.projection)
      if (typeof asked === 'string') return broken(asked)
      const known = this.#known.get(asked.key)
      if (known !== undefined) return known
      const ruling = this.#rule(asked.call)
      // An error is never remembered: the next request may find the engine well.
      if (ruling.reason !== 'policy-broken') this.#remember(asked.key, ruling)
      return ruling
    } catch {
      return broken('the policy engine broke')
    }
  }

  /** Whether it is forbidden whatever is passed and whatever was said before: then nobody needs to know of it. */
  isAlwaysForbidden(subject: Subject): boolean {
    try {
      const asked = callOf(subject, NOTHING_READ)
      return typeof asked === 'string' || this.#decide.always(asked.call).decision !== 'allow'
    } catch {
      return true
    }
  }

  #rule(call: Call): Ruling {
    const { decision, reasons, errors } = this.#decide.all(call)
    if (errors.length > 0) return broken('a statement could not be evaluated')
    const statements = reasons.toSorted()
    const found = statements.map((id) => this.#byId.get(id))
    if (found.includes(undefined)) return broken('the engine named a statement that is not there')
    const deciding = found as readonly Statement[]
    if (decision === 'allow') {
      const isPermit = deciding.length > 0 && deciding.every(({ kind }) => kind === 'permit')
      return isPermit
        ? { effect: 'allow', reason: 'policy-permits', statements, why: '' }
        : broken('the engine allowed without a permit')
    }
    if (deciding.length === 0)
      return { effect: 'deny', reason: 'policy-silent', statements: [], why: 'no statement permits it' }
    const forbids = deciding.filter(({ kind }) => kind !== 'ask')
    if (forbids.length > 0) return denied(forbids)
    return this.#ask(call, deciding)
  }

  /** A person can only lift the asks: what nothing permits stays denied whatever they answer. */
  #ask(call: Call, asks: readonly Statement[]): Ruling {
    const { decision, errors } = this.#decide.lifted(call)
    if (errors.length > 0) return broken('a statement could not be evaluated')
    if (decision !== 'allow')
      return { effect: 'deny', reason: 'policy-silent', statements: [], why: 'no statement permits it' }
    return { effect: 'ask', reason: 'needs-approval', statements: idsOf(asks), why: wordsOf(asks) }
  }

  #remember(key: string, ruling: Ruling): void {
    if (key.length > bound('policy-cache-chars')) return
    if (this.#known.size >= bound('policy-cache')) this.#known.clear()
    this.#known.set(key, ruling)
  }
}

const NOTHING_READ: Projection = { attributes: [], pointers: [] }

export const broken = (why: string): Ruling => ({ effect: 'deny', reason: 'policy-broken', statements: [], why })

const denied = (forbids: readonly Statement[]): Ruling => ({
  effect: 'deny',
  reason: 'policy-forbids',
  statements: idsOf(forbids),
  why: wordsOf(forbids),
})

const idsOf = (statements: readonly Statement[]): readonly string[] => statements.map(({ id }) => id)

const wordsOf = (statements: readonly Statement[]): string =>
  told(
    statements.map(({ why }) => why),
    '; ',
  )
