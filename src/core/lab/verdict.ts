// What a played attack means: whether it was stopped, by whom, and whether that is what was declared beforehand.
import type { AlertKind } from '../model/alert.ts'
import {
  type AttackResult,
  type Column,
  type Found,
  PARTS,
  type Part,
  type Played,
  type Stop,
  SWITCHES,
  unplayed,
  type Variant,
  type VariantResult,
} from '../model/lab.ts'

export type Verdict =
  /** Stopped, and a part that was declared says so. */
  | 'stopped'
  /** It did harm where only the switched-off layer stood in its way: that shows what the layer is worth. */
  | 'only that layer'
  /** It did harm. */
  | 'through'
  /** No harm, but nothing that was declared reported it, or not all of it: a success that nobody can explain is none. */
  | 'unexplained'
  /** It could not be played. */
  | 'not played'
  /** Declared; what must stop it is not built yet, or cannot be. */
  | 'open'

/** The parts that are expected to stop a variant while one layer is off. */
export function expected({ steps }: Variant, column: Column): readonly Part[] {
  const off: readonly Part[] = column === 'all' ? [] : SWITCHES[column]
  return [...new Set(steps.flatMap(({ stoppedBy }) => stoppedBy))].filter((part) => !off.includes(part))
}

export function verdictOf(variant: Variant, column: Column, played: Played | undefined): Verdict {
  if (unplayed(variant) !== undefined) return 'open'
  if (played === undefined) return 'not played'
  const parts = expected(variant, column)
  if (harmed(variant, played)) return parts.length === 0 ? 'only that layer' : 'through'
  if (parts.length === 0) return 'stopped'
  if (!isTold(variant, parts, played) || unfound(variant, column, played).length > 0) return 'unexplained'
  return played.stops.some(({ part }) => parts.includes(part)) ? 'stopped' : 'unexplained'
}

/** Whether the alert that was declared was raised; not asked where the part that raises it is off. */
export const isTold = ({ alert }: Variant, parts: readonly Part[], { alerts }: Played): boolean =>
  alert === undefined || !parts.includes(raisedBy(alert)) || alerts.some((raised) => raised.split(' ')[0] === alert)

const raisedBy = (alert: AlertKind): Part =>
  alert === 'mass-change' ? 'limits' : alert === 'undeclared-effect' ? 'effects' : 'egress'

/** The places that were declared and in which no rule found anything; none where the rules are off. */
export const unfound = ({ finds = [] }: Variant, column: Column, { findings }: Played): readonly string[] =>
  column === 'L6' ? [] : finds.filter((wanted) => !findings.some((found) => isAt(found, wanted)))

export const isAt = ({ rule, at }: Found, wanted: string): boolean => wanted === at || wanted === `${rule} at ${at}`

/** From an attack in two steps nothing at all may reach the sink, whatever it is. */
const harmed = ({ twoStep }: Variant, { done, sinkBytes }: Played): boolean => done > 0 || (twoStep && sinkBytes > 0)

/** One report of each part that was expected and did stop it, in the order of the steps; else whatever was reported. */
export function stoppedBy(variant: Variant, column: Column, { stops }: Played): readonly Stop[] {
  const declared = expected(variant, column).flatMap((part) => stops.find((stop) => stop.part === part) ?? [])
  return declared.length > 0 ? declared : stops.slice(0, 1)
}

export const layersOf = (parts: readonly Part[]): readonly string[] => [
  ...new Set(parts.map((part) => PARTS[part].layer)),
]

/** The attack works where nothing is in its way: otherwise stopping it would prove nothing. */
export const controlHolds = ({ variant, control }: VariantResult): boolean =>
  unplayed(variant) !== undefined || (control !== null && control.of > 0 && control.done === control.of)

/** An honest server says the same with and without us, says something, and a person is asked as often as was declared. */
export function twinHolds({ attack, twin: { control, runs } }: AttackResult, column: Column): boolean {
  const run = runs[column]
  return (
    control !== null &&
    control.length > 0 &&
    run !== undefined &&
    run.questions === (attack.twin.questions ?? 0) &&
    JSON.stringify(run.outputs) === JSON.stringify(control)
  )
}

export type Tally = {
  readonly variants: number
  readonly stopped: number
  readonly onlyThatLayer: number
  /** Of what is not played what could be stopped one day, and what could not. */
  readonly open: number
  readonly beyond: number
  readonly bad: number
  readonly controls: { readonly held: number; readonly of: number }
  readonly twins: { readonly held: number; readonly of: number }
  readonly troubles: number
}

export function tally(results: readonly AttackResult[], columns: readonly Column[]): Tally {
  const variants = results.flatMap(({ variants }) => variants)
  const verdicts = variants.flatMap(({ variant, runs }) =>
    columns.map((column) => verdictOf(variant, column, runs[column])),
  )
  const count = (wanted: Verdict): number => verdicts.filter((verdict) => verdict === wanted).length
  const played = variants.filter(({ variant }) => unplayed(variant) === undefined)
  const twins = results.flatMap((result) => columns.map((column) => twinHolds(result, column)))
  return {
    variants: variants.length,
    stopped: count('stopped'),
    onlyThatLayer: count('only that layer'),
    open: variants.filter(({ variant: { open } }) => open !== undefined).length,
    beyond: variants.filter(({ variant: { beyond } }) => beyond !== undefined).length,
    bad: count('through') + count('unexplained') + count('not played'),
    controls: { held: played.filter(controlHolds).length, of: played.length },
    twins: { held: twins.filter(Boolean).length, of: twins.length },
    troubles: results.filter(({ trouble }) => trouble !== null).length,
  }
}

/** 2: not everything could be played. 1: an attack came through, or a control or a twin failed. */
export function exitOf(results: readonly AttackResult[], columns: readonly Column[]): 0 | 1 | 2 {
  const { bad, controls, twins, troubles } = tally(results, columns)
  if (troubles > 0) return 2
  return bad > 0 || controls.held < controls.of || twins.held < twins.of ? 1 : 0
}
