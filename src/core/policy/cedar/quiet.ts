// What a set of our own permits in any case while nothing was told, carried or held that it asks about. Most calls are such
// ones, and need no engine. All else is for the engine: this never refuses, and what it permits the engine permits as well
// (`test/policy/quiet.test.ts` tries every case of it).
import { bound } from '../../model/bounds.ts'
import type { Label } from '../../model/session.ts'
import type { Ruling } from './policy.ts'
import { ACTIONS, type Action, type Attribute, type ResourceKind } from './schema.ts'
import type { Facts, Subject } from './subject.ts'

type Told<Fact extends 'effect' | 'environment' | 'trust'> = readonly ReturnType<Facts[Fact]>[]

/** What is permitted of a kind of action; whatever is left out may be anything. */
export type Permitted = {
  readonly of: readonly (typeof ACTIONS)[Action]['in'][]
  readonly effect?: Told<'effect'>
  readonly environment?: Told<'environment'>
  readonly trust?: Told<'trust'>
  /** The set has no other statement about them: also whatever was told, carried or held. */
  readonly anyhow?: true
}

export type Quiet = {
  /** All that the set reads. */
  readonly attributes: readonly Attribute[]
  /** The statement that permits. */
  readonly statement: string
  readonly permits: readonly Permitted[]
}

/** Null: the engine has to be asked. */
export function quietly(
  { action, kind, server, name, facts }: Subject,
  { attributes, statement, permits }: Quiet,
): Ruling | null {
  const kinds: readonly ResourceKind[] = Object.hasOwn(ACTIONS, action) ? ACTIONS[action].on : []
  if (!kinds.includes(kind) || server.length + name.length > bound('policy-value-chars')) return null
  const isPermitted = permits.some(
    ({ of, effect, environment, trust, anyhow }) =>
      of.includes(ACTIONS[action].in) &&
      (anyhow === true || attributes.every((attribute) => isQuiet(attribute, facts))) &&
      effect?.includes(facts.effect()) !== false &&
      environment?.includes(facts.environment()) !== false &&
      trust?.includes(facts.trust()) !== false,
  )
  return isPermitted ? { effect: 'allow', reason: 'policy-permits', statements: [statement], why: '' } : null
}

/** The only labels that the shipped sets ask about. */
const GRAVE: ReadonlySet<Label> = new Set(['untrusted', 'private', 'secret'])

function isQuiet(attribute: Attribute, facts: Facts): boolean {
  switch (attribute) {
    case 'labels':
    case 'carries':
      return !facts[attribute]().some((label) => GRAVE.has(label))
    case 'holds':
      return facts.holds().length === 0
    case 'unusual':
      return facts.unusual().length === 0
    case 'newDestination':
      return !facts.newDestination()
    // What is carried and held counts only together with these.
    case 'outward':
    case 'effect':
    case 'environment':
    case 'trust':
      return true
    default:
      return false
  }
}
