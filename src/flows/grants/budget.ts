// Reads from a command line what the client of a server may ask of it. What is not said has its default, and leaves no trace.
import { DAY_MS } from '../../core/model/day.ts'
import { Failure } from '../../core/model/failure.ts'
import { EFFECT_CLASSES, type EffectClass } from '../../core/model/catalogue.ts'
import type { Budget, Costs, Grants, Rate } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { parseDuration } from './duration.ts'

const MOST_CALLS = 1_000_000
const MOST_MS = DAY_MS

/** `textOf` gives the word after an option, where it was said. */
export function readBudget(textOf: (option: string) => string | undefined): Pick<Grants, 'budget'> {
  const read = <Value>(option: string, reader: (option: string, word: string) => Value): Value | undefined => {
    const word = textOf(option)
    return word === undefined ? undefined : reader(`--${option}`, word)
  }
  const [calls, allCalls, costs] = [read('calls', readRate), read('all-calls', readRate), read('cost', costsIn)]
  const [concurrent, quota, turn] = [read('concurrent', count), read('quota', count), read('turn', count)]
  const budget: Budget = {
    ...(calls !== undefined && { calls }),
    ...(concurrent !== undefined && { concurrent }),
    ...(quota !== undefined && { quota }),
    ...(allCalls !== undefined && { allCalls }),
    ...(costs !== undefined && { costs }),
    ...(turn !== undefined && { turn }),
  }
  return Object.keys(budget).length === 0 ? {} : { budget }
}

function readRate(option: string, word: string): Rate {
  const rate = rateIn(word)
  if (rate === null) throw invalid(option, word, 'want COUNT/DURATION such as 5/10s or 100/1m, up to 1000000 in a day')
  return rate
}

/** Such as `5/10s`; null: it is none. */
export function rateIn(word: string): Rate | null {
  const [, calls = '', window = ''] = /^(\d{1,7})\/(\d{1,5}[smhd])$/.exec(word) ?? []
  const withinMs = parseDuration(window)
  return withinMs === null || withinMs > MOST_MS || !isCount(calls) ? null : { count: Number(calls), withinMs }
}

/** Such as `execute=10,pay=50`. */
function costsIn(option: string, word: string): Costs {
  const costs: Partial<Record<EffectClass, number>> = {}
  for (const part of word.split(',')) {
    const [, name, points = ''] = /^([a-z]+)=(\d{1,7})$/.exec(part) ?? []
    const effect = EFFECT_CLASSES.find((one) => one === name)
    if (effect === undefined || !isCount(points) || Object.hasOwn(costs, effect))
      throw invalid(option, word, `want CLASS=POINTS with commas, each of ${EFFECT_CLASSES.join(', ')} once`)
    costs[effect] = Number(points)
  }
  return costs
}

function count(option: string, word: string): number {
  if (isCount(word)) return Number(word)
  throw invalid(option, word, `want a number from 1 to ${MOST_CALLS}`)
}

const isCount = (word: string): boolean => /^\d{1,7}$/.test(word) && Number(word) >= 1 && Number(word) <= MOST_CALLS

const invalid = (option: string, word: string, why: string): Failure =>
  new Failure('grant-invalid', `${quote(untrusted(`${option} ${word}`), 400)}: ${why}`)
