// Reads from a command line what the client of a server may ask of it. What is not said has its default, and leaves no trace.
import { Failure } from '../core/model/failure.ts'
import type { Budget, Grants, Rate } from '../core/model/grants.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { parseDuration } from './duration.ts'

const MOST_CALLS = 1_000_000
const MOST_MS = 86_400_000

/** `textOf` gives the word after an option, where it was said. */
export function readBudget(textOf: (option: string) => string | undefined): Pick<Grants, 'budget'> {
  const read = <Value>(option: string, reader: (option: string, word: string) => Value): Value | undefined => {
    const word = textOf(option)
    return word === undefined ? undefined : reader(`--${option}`, word)
  }
  const [calls, concurrent, quota] = [read('calls', rate), read('concurrent', count), read('quota', count)]
  const budget: Budget = {
    ...(calls !== undefined && { calls }),
    ...(concurrent !== undefined && { concurrent }),
    ...(quota !== undefined && { quota }),
  }
  return Object.keys(budget).length === 0 ? {} : { budget }
}

function rate(option: string, word: string): Rate {
  const [, calls = '', window = ''] = /^(\d{1,7})\/(\d{1,5}[smhd])$/.exec(word) ?? []
  const withinMs = parseDuration(window)
  if (withinMs === null || withinMs > MOST_MS || !isCount(calls))
    throw invalid(option, word, 'want COUNT/DURATION such as 5/10s or 100/1m, up to 1000000 in a day')
  return { count: Number(calls), withinMs }
}

function count(option: string, word: string): number {
  if (isCount(word)) return Number(word)
  throw invalid(option, word, `want a number from 1 to ${MOST_CALLS}`)
}

const isCount = (word: string): boolean => /^\d{1,7}$/.test(word) && Number(word) >= 1 && Number(word) <= MOST_CALLS

const invalid = (option: string, word: string, why: string): Failure =>
  new Failure('grant-invalid', `${quote(untrusted(`${option} ${word}`), 400)}: ${why}`)
