// What was learned of a tool, for a person and for programs.
import { bound } from '../model/bounds.ts'
import { isFull, quietSince, type ToolBaseline } from './baseline.ts'
import { isKnown, isSettled } from './deviation.ts'
import { SET_NAMES, type SetName, SIZE_NAMES, type SizeName } from './features.ts'
import { type Usual, usualIn } from './sketch.ts'

/** Strangers' words stand in `tool` and `members`. */
export type Summary = {
  readonly tool: string
  readonly calls: number
  /** Once it is over nothing more is learned of it. */
  readonly isLearning: boolean
  readonly sizes: readonly (Usual & { readonly name: SizeName; readonly isCompared: boolean })[]
  readonly sets: readonly {
    readonly name: SetName
    readonly members: readonly string[]
    /** Calls in a row that brought nothing new. */
    readonly quiet: number
    readonly isFull: boolean
    readonly isCompared: boolean
  }[]
}

export const summaryOf = (tool: string, learned: ToolBaseline): Summary => ({
  tool,
  calls: learned.calls,
  isLearning: learned.calls < bound('baseline-learned'),
  sizes: SIZE_NAMES.filter((name) => learned.sizes[name].length > 0).map((name) => ({
    name,
    ...usualIn(learned.sizes[name]),
    isCompared: isKnown(learned, name),
  })),
  sets: SET_NAMES.map((name) => ({
    name,
    members: [...learned.sets[name].members].toSorted(),
    quiet: quietSince(learned.sets[name]),
    isFull: isFull(learned.sets[name]),
    isCompared: isSettled(learned, learned.sets[name]),
  })),
})
