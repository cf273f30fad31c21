// The work of one comparison, which a stranger's schema must not make endless.
import { bound } from '../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Names } from './reference.ts'

/** Whether a text matches a pattern of a stranger, in linear time; null: nobody can say. */
export type Matches = (pattern: string, text: string) => boolean | null

/** What goes along while a value and the schema `root` are walked. */
export type Walk = {
  readonly root: Json
  readonly matches: Matches
  steps: number
  depth: number
  /** Of the parts of `root`, found when one is first referred to. */
  names: Names | null
}

export const walkOf = (root: Json, matches: Matches): Walk => ({ root, matches, steps: 0, depth: 0, names: null })

export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : []

/** What these keywords say for the members that a value has: `dependentSchemas`, `dependentRequired`, and `dependencies` of before. */
export const calledFor = (value: JsonObject, ...keywords: readonly (Json | undefined)[]): readonly Json[] =>
  keywords
    .flatMap((all) => (isObject(all) ? Object.entries(all) : []))
    .flatMap(([name, part]) => (Object.hasOwn(value, name) ? [part] : []))

/** The texts of a list such as `required`. */
export const namesIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []

/** Whether the value fits is open, and why. */
export class Unanswered extends Error {}

export function work(walk: Walk, steps: number): void {
  walk.steps += steps
  if (walk.steps > bound('argument-steps')) throw new Unanswered('its schema asks for too many comparisons')
}

export function matched(pattern: string, text: string, { matches }: Walk): boolean {
  const answer = matches(pattern, text)
  if (answer === null) throw new Unanswered('its schema has a pattern that nobody can judge')
  return answer
}
