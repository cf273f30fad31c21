// Effect classes that a person set instead of our judgement: which of them count, and which of them take care away.
import { ERAS, type EffectClass } from './catalogue.ts'
import type { Pin } from './pin.ts'

export type SetEffects = Readonly<Record<string, EffectClass>>

/** What policies go by: as set, else as judged. Null: neither. */
export function effectIn(
  { effects, setEffects = {} }: Pick<Pin, 'effects' | 'setEffects'>,
  tool: string,
): EffectClass | null {
  if (Object.hasOwn(setEffects, tool)) return setEffects[tool]!
  return Object.hasOwn(effects, tool) ? effects[tool]!.effect : null
}

/** Of what was set before: only for tools that are defined in the very same words now, in every era. */
export function stillSet(old: Pin, catalogue: Pin['catalogue']): SetEffects {
  return Object.fromEntries(
    Object.entries(old.setEffects ?? {}).filter(([tool]) => {
      const before = definitionsOf(tool, old.catalogue)
      return before.some((digest) => digest !== '') && same(before, definitionsOf(tool, catalogue))
    }),
  )
}

/** The newer word counts; what says no more than our judgement is nothing to keep. */
export function joinSet(kept: SetEffects, given: SetEffects, judged: Pin['effects']): SetEffects {
  return Object.fromEntries(
    Object.entries({ ...kept, ...given }).filter(
      ([tool, effect]) => !Object.hasOwn(judged, tool) || judged[tool]!.effect !== effect,
    ),
  )
}

/** Reads are asked about least, and the grave ones each in its own way: one of them in place of another may be asked less. */
export const isLoosened = (judged: EffectClass, set: EffectClass): boolean =>
  judged !== set && weightOf(set) <= weightOf(judged)

export const loosenedIn = ({ effects, setEffects = {} }: Pick<Pin, 'effects' | 'setEffects'>): readonly string[] =>
  Object.entries(setEffects).flatMap(([tool, set]) =>
    Object.hasOwn(effects, tool) && isLoosened(effects[tool]!.effect, set) ? [tool] : [],
  )

const weightOf = (effect: EffectClass): number => (effect === 'read' ? 0 : effect === 'write' ? 1 : 2)

/** Digests of how a tool is defined, one for each era; empty where it is not. */
export const definitionsOf = (tool: string, catalogue: Pin['catalogue']): readonly string[] =>
  ERAS.map((era) => {
    const tools = catalogue === 'pending' ? {} : (catalogue[era]?.tools ?? {})
    return Object.hasOwn(tools, tool) ? tools[tool]! : ''
  })

const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join()
