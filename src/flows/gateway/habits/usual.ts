// Compares what passes through one run with what is usual for each tool, tells once what is not, and learns from what passed.
import {
  type Baseline,
  learn,
  newTool,
  parted,
  type Observation,
  type ToolBaseline,
} from '../../../core/baseline/baseline.ts'
import { compare, type Deviation, wordsOf } from '../../../core/baseline/deviation.ts'
import { namesIn } from '../../../core/baseline/shape.ts'
import { RateWatch } from '../../../core/baseline/rate.ts'
import { bound } from '../../../core/model/bounds.ts'
import type { Decision } from '../../../core/model/decision.ts'
import type { Baselines } from '../../../core/model/feature.ts'
import type { Json } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { AlertCauses, type Told } from '../budget/alert-causes.ts'
import type { Seen } from './seen.ts'

export type UsualWorld = Told & {
  readonly mode: Exclude<Baselines, 'off'>
  /** What earlier runs learned. */
  readonly learned: Baseline
  /** Adds what this run learned, on disk. */
  readonly keep: (learned: readonly Baseline[]) => Promise<void>
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
}

/** How one message compares. */
export type Compared = { readonly seen: Seen; readonly deviations: readonly Deviation[] }

export class Usual {
  readonly mode: UsualWorld['mode']
  readonly #world: UsualWorld
  readonly #causes: AlertCauses
  readonly #rates = new Map<string, RateWatch>()
  readonly #usual: Map<string, ToolBaseline>
  /** Of this run since it was last kept, and what was told in it: that is usual only from the next run on. */
  #fresh = new Map<string, ToolBaseline>()
  readonly #told = new Map<string, ToolBaseline>()
  readonly #names = new Map<Json, ReadonlySet<string>>()
  #keptAt: number
  #keeping: Promise<void> = Promise.resolve()
  #isUnkept = false

  constructor(world: UsualWorld) {
    this.mode = world.mode
    this.#world = world
    this.#usual = new Map(world.learned)
    this.#causes = new AlertCauses(world, bound('baseline-alerts'))
    this.#keptAt = world.now()
  }

  /** The names of a schema, found once, for it may be large: an offer parses each of them once, and is itself what they are known by. */
  names(schema: Json): ReadonlySet<string> {
    const known = this.#names.get(schema)
    if (known !== undefined) return known
    const names = namesIn(schema)
    if (this.#names.size < bound('baseline-tools')) this.#names.set(schema, names)
    return names
  }

  compare(seen: Seen): Compared {
    const usual = this.#usual.get(seen.tool)
    if (usual?.definition !== seen.definition) return { seen, deviations: [] }
    const { observation } = seen
    const rates = observation.calls === 1 ? this.#rates.get(seen.tool)?.withOneMore(this.#world.now()) : undefined
    const sizes = { ...observation.sizes, ...rates }
    return { seen, deviations: compare(usual, { ...observation, sizes }) }
  }

  /** One alert for all that is told of a message for the first time. Throws when it cannot be recorded. */
  tell({ seen: { tool }, deviations }: Compared, of: number): void {
    const fresh = deviations.filter(({ name }) => this.#causes.isNew(causeOf(tool, name), of))
    if (fresh.length === 0) return
    const { server } = this.#world
    const what = `tool ${quote(untrusted(tool))}: ${fresh.map(wordsOf).join('; ')}`
    const causes = fresh.map(({ name }) => causeOf(tool, name))
    const line = `Alert: ${server}, ${what}. See \`sallyport baseline ${server}\`.`
    this.#causes.raise(causes, { kind: 'unusual', of, detail: what, features: fresh }, line)
  }

  /** What passed. What a person allowed is usual from now on; what was only told is so from the next run on. */
  passed({ seen, deviations }: Compared, { reasons }: Decision): void {
    const { tool, observation } = seen
    const isAllowed = reasons.includes('person-allowed')
    const unusual: ReadonlySet<string> = new Set(isAllowed ? [] : deviations.map(({ name }) => name))
    const { rest, apart } = parted(observation, unusual)
    this.#learn(seen, rest)
    if (unusual.size > 0) this.#set(this.#told, seen, apart)
    if (observation.calls === 1) {
      const rate = this.#rates.get(tool) ?? this.#newRate(tool)
      for (const { seen: window, isUnusual } of rate?.called(this.#world.now(), unusual) ?? [])
        if (isUnusual) this.#set(this.#told, seen, window)
        else this.#learn(seen, window)
    }
    if (this.#world.now() - this.#keptAt >= bound('baseline-keep-ms')) this.#flush([])
  }

  /** How often each cause was seen. Throws when it cannot be recorded. */
  closeAlerts(): void {
    this.#causes.close()
  }

  /** At the end of the run, once nothing passes any more. */
  async close(): Promise<void> {
    for (const [tool, rate] of this.#rates) {
      const definition = this.#usual.get(tool)?.definition
      if (definition === undefined) continue
      for (const { seen: window, isUnusual } of rate.close())
        this.#set(isUnusual ? this.#told : this.#fresh, { tool, definition }, window)
    }
    // Under `enforce` only what a person allowed is learned of what was unusual.
    this.#flush(this.mode === 'learn' ? [this.#told] : [])
    await this.#keeping
  }

  #learn(seen: Pick<Seen, 'tool' | 'definition'>, observation: Observation): void {
    const { tool } = seen
    if (!this.#usual.has(tool) && this.#usual.size >= bound('baseline-tools')) return
    this.#set(this.#usual, seen, observation)
    this.#set(this.#fresh, seen, observation)
  }

  #set(
    all: Map<string, ToolBaseline>,
    { tool, definition }: Pick<Seen, 'tool' | 'definition'>,
    one: Observation,
  ): void {
    const known = all.get(tool)
    all.set(tool, learn(known?.definition === definition ? known : newTool(definition), one))
  }

  #newRate(tool: string): RateWatch | undefined {
    if (this.#rates.size >= bound('baseline-tools')) return undefined
    const rate = new RateWatch()
    this.#rates.set(tool, rate)
    return rate
  }

  #flush(more: readonly Baseline[]): void {
    const parts = [this.#fresh, ...more].filter(({ size }) => size > 0)
    this.#fresh = new Map()
    this.#keptAt = this.#world.now()
    if (parts.length === 0) return
    this.#keeping = this.#keeping.then(async () => this.#world.keep(parts)).catch(() => this.#unkept())
  }

  #unkept(): void {
    const { server, say } = this.#world
    if (!this.#isUnkept)
      say(`What is usual for ${server} could not be written: \`sallyport baseline ${server}\` says why.`)
    this.#isUnkept = true
  }
}

const causeOf = (tool: string, name: string): string => `${name} of tool ${quote(untrusted(tool))}`

/** Beside the ids of statements, which are of small letters. */
export const BASELINE = 'Baseline'

/** With `enforce` a person is asked about an unusual call that nothing else refuses. */
export function askedIfUnusual(decision: Decision, compared: Compared | null, usual: Usual | null): Decision {
  if (compared === null || usual?.mode !== 'enforce' || decision.effect === 'deny') return decision
  const { seen, deviations } = compared
  if (deviations.length === 0 || seen.observation.calls === 0) return decision
  const why = `this is not how this tool is usually called (${deviations.map(wordsOf).join('; ')})`
  const isAsked = decision.effect === 'ask'
  return {
    effect: 'ask',
    reasons: isAsked ? decision.reasons : ['needs-approval'],
    obligations: [],
    statements: [...(isAsked ? (decision.statements ?? []) : []), BASELINE],
    why: isAsked && decision.why !== undefined ? `${decision.why}; ${why}` : why,
  }
}
