// What changed since a person allowed a call of the same item the last time. One call among many equal ones that differs in one
// value is how somebody who says yes too often is used (SAFE-T1403): it is said in words, and first.
import { bound } from '../model/bounds.ts'
import { isObject, type Json } from '../model/json.ts'
import { reveal } from '../model/untrusted.ts'
import type { Question } from './question.ts'
import { type Mac, seal, unseal } from './seal.ts'
import { isSecret, type Value, valuesIn } from './values.ts'
import { scopeText } from './words.ts'

/** `is` is a keyed hash of the value; `shown` is null for a secret, and for what is long. */
type Kept = { readonly is: string; readonly shown: string | null }

/** What was allowed of one item last. */
export type Last = {
  readonly at: string
  readonly by: string
  readonly scope: string
  readonly values: Readonly<Record<string, Kept>>
}

/** By method and item; the one that was allowed last stands last. */
export type Remembered = Readonly<Record<string, Last>>

type Of = Pick<Question, 'method' | 'item' | 'passed'>

export const keyOf = ({ method, item }: Of): string => `${method} ${item}`

const FEW = 32
const LONG = 120

/** For a person; each line is safe to print. One that begins with `!` is a difference. */
export function changesSince(question: Of, last: Last | undefined, mac: Mac): readonly string[] {
  if (last === undefined) return ['the first time: nobody allowed a call of this before']
  const now = keptOf(question, mac)
  const places = [...new Set([...Object.keys(now), ...Object.keys(last.values)])]
  const lines = places.flatMap((at) => difference(at, last.values[at], now[at]))
  const before = `allowed last ${reveal(last.at)} by ${reveal(last.by)}, ${reveal(last.scope)}`
  if (lines.length === 0) return [`${before}, with the same values`]
  const more = lines.length > FEW ? [`! and ${lines.length - FEW} more values differ`] : []
  return [`${before}; since then`, ...lines.slice(0, FEW), ...more]
}

function difference(at: string, was: Kept | undefined, is: Kept | undefined): readonly string[] {
  if (was?.is === is?.is) return []
  const place = at === '' ? 'the whole' : reveal(at)
  if (was === undefined) return [`! ${place} is new: ${wordsFor(is!)}`]
  if (is === undefined) return [`! ${place} is gone, it was ${wordsFor(was)}`]
  return [`! ${place} was ${wordsFor(was)}, and is ${wordsFor(is)}`]
}

const wordsFor = ({ shown }: Kept): string => (shown === null ? 'a value that is long or secret' : reveal(shown))

/** What was known with this call in it. The item that was allowed longest ago is forgotten first. */
export function withAllowed(
  known: Remembered,
  question: Of,
  { at, by, scope }: { readonly at: string; readonly by: string; readonly scope: Parameters<typeof scopeText>[0] },
  mac: Mac,
): Remembered {
  const { [keyOf(question)]: _before, ...others } = known
  const kept = Object.entries(others).slice(-(bound('approvals-remembered') - 1))
  const last: Last = { at, by, scope: scopeText(scope), values: keptOf(question, mac) }
  return Object.fromEntries([...kept, [keyOf(question), last]])
}

/** Values past the bound are one value together: that they changed is seen, and not where. */
function keptOf({ passed, method }: Of, mac: Mac): Readonly<Record<string, Kept>> {
  const values = valuesIn(passed, method)
  const most = bound('approval-values')
  const rest = values.slice(most)
  const entries = values.slice(0, most).map((value): [string, Kept] => [value.at, keptAs(value, mac)])
  const tail = {
    is: mac(JSON.stringify(rest.map(({ at, shown }) => [at, shown]))),
    shown: `${rest.length} more values`,
  }
  return Object.fromEntries(rest.length === 0 ? entries : [...entries, ['(others)', tail]])
}

const keptAs = (value: Value, mac: Mac): Kept => ({
  is: mac(value.shown),
  shown: value.shown.length > LONG || isSecret(value) ? null : value.shown,
})

export const writeRemembered = (server: string, known: Remembered, mac: Mac): string =>
  seal('memory', JSON.stringify({ server, known }), mac)

/** Null for what was not written by us for this server. */
export function readRemembered(text: string, server: string, mac: Mac): Remembered | null {
  const body = unseal('memory', text, mac)
  if (body === null) return null
  const read = JSON.parse(body) as Json
  return isObject(read) && read['server'] === server && isObject(read['known'])
    ? (read['known'] as unknown as Remembered)
    : null
}
