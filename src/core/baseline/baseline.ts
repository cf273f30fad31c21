// What is usual for each tool of a server: a fold over observations, and the comparison of one more with it. Explained statistics
// over sizes and shapes, and no values: each deviation says what was usual and how far it is from that.
import { bound } from '../model/bounds.ts'
import { SET_NAMES, type SetName, SIZE_NAMES, type SizeName } from './features.ts'
import { joinedSketch, type Sketch, withValue } from './sketch.ts'

/** `seen` calls were looked at, and the last of them that brought anything new was number `newAt`. */
export type Known = { readonly members: ReadonlySet<string>; readonly seen: number; readonly newAt: number }

export const quietSince = ({ seen, newAt }: Known): number => seen - newAt

export type ToolBaseline = {
  /** Of the words under which it was approved: another one is another tool. */
  readonly definition: string
  /** Calls that were learned. */
  readonly calls: number
  readonly sizes: Readonly<Record<SizeName, Sketch>>
  readonly sets: Readonly<Record<SetName, Known>>
}

/** By tool. */
export type Baseline = ReadonlyMap<string, ToolBaseline>

/** What was seen of one call, one result or one stretch of time. Null: there is more than can be looked at. */
export type Observation = {
  readonly calls: 0 | 1
  readonly sizes: Partial<Readonly<Record<SizeName, number>>>
  readonly sets: Partial<Readonly<Record<SetName, ReadonlySet<string> | null>>>
}

const NOTHING: Known = { members: new Set(), seen: 0, newAt: 0 }

export const newTool = (definition: string): ToolBaseline => ({
  definition,
  calls: 0,
  sizes: { 'arguments-size': [], 'result-size': [], burst: [], busy: [] },
  sets: { sql: NOTHING, destination: NOTHING, shape: NOTHING },
})

/** After `baseline-learned` calls it stays as it is. */
export function learn(tool: ToolBaseline, { calls, sizes, sets }: Observation): ToolBaseline {
  if (tool.calls >= bound('baseline-learned')) return tool
  return {
    definition: tool.definition,
    calls: tool.calls + calls,
    sizes: mapped(SIZE_NAMES, (name) => {
      const value = sizes[name]
      return value === undefined ? tool.sizes[name] : withValue(tool.sizes[name], value)
    }),
    sets: mapped(SET_NAMES, (name) => {
      const members = sets[name]
      return members === undefined ? tool.sets[name] : withMembers(tool.sets[name], members ?? TOO_MANY)
    }),
  }
}

/** Stands for what nobody looked through. */
export const TOO_MANY: ReadonlySet<string> = new Set(['too many to look at'])

function withMembers({ members, seen, newAt }: Known, found: ReadonlySet<string>): Known {
  if (found.isSubsetOf(members)) return { members, seen: seen + 1, newAt }
  return { members: capped(members.union(found)), seen: seen + 1, newAt: seen + 1 }
}

/** One that is full is no longer compared, so which of them it holds does not matter. */
const capped = (members: ReadonlySet<string>): ReadonlySet<string> =>
  members.size <= bound('baseline-members') ? members : new Set([...members].slice(0, bound('baseline-members')))

export const isFull = ({ members }: Known): boolean => members.size >= bound('baseline-members')

/** Of two that were learned apart: `later` began with what `earlier` had not seen yet, such as in another run at the same time. */
export function joined(earlier: ToolBaseline | undefined, later: ToolBaseline): ToolBaseline {
  if (earlier === undefined || earlier.definition !== later.definition) return later
  if (earlier.calls >= bound('baseline-learned')) return earlier
  return {
    definition: later.definition,
    calls: Math.min(bound('baseline-learned'), earlier.calls + later.calls),
    sizes: mapped(SIZE_NAMES, (name) => joinedSketch(earlier.sizes[name], later.sizes[name])),
    sets: mapped(SET_NAMES, (name) => {
      const [one, other] = [earlier.sets[name], later.sets[name]]
      const isNew = !other.members.isSubsetOf(one.members)
      return {
        members: capped(one.members.union(other.members)),
        seen: one.seen + other.seen,
        newAt: isNew ? one.seen + other.newAt : one.newAt,
      }
    }),
  }
}

const NO_OBSERVATION: Observation = { calls: 0, sizes: {}, sets: {} }

/** The observation without what is named, and what is named alone. */
export function parted(
  { calls, sizes, sets }: Observation,
  named: ReadonlySet<string>,
): { readonly rest: Observation; readonly apart: Observation } {
  if (named.size === 0) return { rest: { calls, sizes, sets }, apart: NO_OBSERVATION }
  const pick = (isNamed: boolean): Pick<Observation, 'sizes' | 'sets'> => ({
    sizes: Object.fromEntries(Object.entries(sizes).filter(([name]) => named.has(name) === isNamed)),
    sets: Object.fromEntries(Object.entries(sets).filter(([name]) => named.has(name) === isNamed)),
  })
  return { rest: { calls, ...pick(false) }, apart: { calls: 0, ...pick(true) } }
}

const mapped = <Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Readonly<Record<Name, Value>> =>
  Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>
