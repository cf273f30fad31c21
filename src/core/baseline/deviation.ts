// How one more observation differs from what is usual, in words and numbers.
import { bound } from '../model/bounds.ts'
import type { FeatureName } from '../model/feature.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import type { Known, Observation, ToolBaseline } from './baseline.ts'
import { isFull, quietSince, TOO_MANY } from './baseline.ts'
import { SET_NAMES, SETS, type SetName, SIZE_NAMES, SIZES, type SizeName } from './features.ts'
import { countIn, isFar, usualIn } from './sketch.ts'

/** Safe to print. `times` is how many times the median; null for what is new. */
export type Deviation = {
  readonly name: FeatureName
  readonly value: string
  readonly usual: string
  readonly times: number | null
}

/** None until enough of the tool was seen. */
export function compare(tool: ToolBaseline, { sizes, sets }: Observation): readonly Deviation[] {
  return [
    ...SET_NAMES.flatMap((name) => newIn(tool, name, sets[name])),
    ...SIZE_NAMES.flatMap((name) => farIn(tool, name, sizes[name])),
  ]
}

const NONE: readonly Deviation[] = []

function farIn(tool: ToolBaseline, name: SizeName, value: number | undefined): readonly Deviation[] {
  if (value === undefined || value < SIZES[name].floor || !isKnown(tool, name) || !isFar(tool.sizes[name], value))
    return NONE
  const { unit } = SIZES[name]
  const { count, low, median, high } = usualIn(tool.sizes[name])
  return [
    {
      name,
      value: `${value} ${unit}`,
      usual: `${low} to ${high} ${unit}, the median of ${count} is about ${median}`,
      times: Math.round(value / Math.max(1, median)),
    },
  ]
}

/** Whether enough was seen to compare sizes of this kind. */
export const isKnown = ({ sizes }: ToolBaseline, name: SizeName): boolean =>
  countIn(sizes[name]) >= bound(SIZES[name].from)

const SHOWN = 3

function newIn(tool: ToolBaseline, name: SetName, seen: ReadonlySet<string> | null | undefined): readonly Deviation[] {
  const known = tool.sets[name]
  if (seen === undefined || !isSettled(tool, known)) return NONE
  const found = seen ?? TOO_MANY
  if (found.isSubsetOf(known.members)) return NONE
  const fresh = [...found.difference(known.members)]
  const more = fresh.length > SHOWN ? ` and ${fresh.length - SHOWN} more` : ''
  return [
    {
      name,
      value: `${fresh.slice(0, SHOWN).map(shown).join(', ')}${more}`,
      usual: usualOf(known, name),
      times: null,
    },
  ]
}

/** Whether new things are rare enough to be told. */
export const isSettled = ({ calls }: ToolBaseline, known: Known): boolean =>
  calls >= bound('baseline-calls') && quietSince(known) >= bound('baseline-settled') && !isFull(known)

function usualOf(known: Known, name: SetName): string {
  const { members } = known
  const quiet = quietSince(known)
  const { one } = SETS[name]
  if (members.size === 0) return `no ${one} in the last ${quiet} calls`
  const first = [...members].slice(0, SHOWN).map(shown).join(', ')
  const more = members.size > SHOWN ? ` and ${members.size - SHOWN} more` : ''
  return `${first}${more}; the last ${quiet} calls brought no new ${one}`
}

const shown = (member: string): string => quote(untrusted(member), bound('baseline-member-chars'))

/** Such as `result-size 48213 bytes, 28 times the median; usual are …`. */
export const wordsOf = ({ name, value, usual, times }: Deviation): string =>
  `${name}: ${times === null ? 'new is ' : ''}${value}${times === null ? '' : `, ${times} times the median`}; usual: ${usual}`
