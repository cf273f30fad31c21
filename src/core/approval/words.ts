// What a person reads before they answer: what will happen, with what, why it is asked, and for how long it waits.
import type { EffectClass } from '../model/catalogue.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import type { Question, Scope } from './question.ts'

export const DOES: Readonly<Record<EffectClass, string>> = {
  read: 'reads something',
  write: 'changes or makes something',
  delete: 'deletes something',
  execute: 'may run anything',
  send: 'sends something to others',
  pay: 'pays or moves money',
}

const LONGEST = 400

/** One block. `whole` shows the exact values to their end; without it a long text is cut, and says so. */
export function questionText(question: Question, { whole }: { readonly whole: boolean }): string {
  const { id, server, why, statements, chains, labels, askedAt, until } = question
  const rows: readonly Row[] = [
    ['what', [whatHappens(question)]],
    ['server', [reveal(server)]],
    ['why', [`${why === '' ? 'the policy asks' : reveal(why)} (${statements.map(reveal).join(', ')})`]],
    ['words', chains.map((chain) => `${reveal(chain)} of ${server}`)],
    ['heard', labels.length === 0 ? [] : [`this conversation holds ${labels.map(reveal).join(', ')}`]],
    ...passedRows(question, whole),
    ['needs', question.stepUp ? ['a code of your authenticator'] : []],
    ['waits', [`since ${reveal(askedAt)}, until ${reveal(until)}`]],
  ]
  const lines = rows.flatMap(([name, texts]) =>
    texts.map((text, index) => `  ${(index === 0 ? name : '').padEnd(8)}${text}`),
  )
  return [id, ...lines, ''].join('\n')
}

/** `calls the tool "send_mail", which sends something to others`. */
export function whatHappens({ method, item, effect }: Pick<Question, 'method' | 'item' | 'effect'>): string {
  const name = quote(untrusted(item), Infinity)
  if (method === 'prompts/get') return `takes the prompt ${name}`
  if (method === 'resources/read') return `reads the resource ${name}`
  return `calls the tool ${name}, which ${effect === 'none' ? 'does we do not know what' : DOES[effect]}`
}

export const scopeText = (scope: Scope): string => {
  if (scope === 'once') return 'this once'
  if (scope === 'session') return 'and the same call again until its server ends'
  return `and the same call again for ${scope / 1_000} seconds, at most until its server ends`
}

type Row = readonly [name: string, texts: readonly string[]]

/** Each value by the place where it stands, as JSON, so that a text never looks like anything else. */
function passedRows({ passed, method }: Question, whole: boolean): readonly Row[] {
  const params = JSON.parse(passed, asWritten) as { readonly [member: string]: unknown }
  const linesOf = (value: unknown): readonly string[] =>
    leavesOf(value, '').map(([place, text]) => `${place === '' ? '' : `${reveal(place)} = `}${cut(text, whole)}`)
  if (method !== 'tools/call') return [['passed', linesOf(params)]]
  const { name: _name, arguments: given = {}, ...rest } = params
  return [
    ['passed', linesOf(given)],
    ['also', Object.keys(rest).length === 0 ? [] : linesOf(rest)],
  ]
}

/** A number keeps the digits that it was written with. */
const asWritten = ((_key: string, value: unknown, context?: { readonly source?: string }) =>
  typeof value === 'number' ? { [DIGITS]: context?.source ?? String(value) } : value) as (
  key: string,
  value: unknown,
) => unknown

const DIGITS = Symbol('digits')

function leavesOf(value: unknown, at: string): readonly (readonly [place: string, text: string])[] {
  if (typeof value === 'string') return [[at, quote(untrusted(value), Infinity)]]
  if (typeof value !== 'object' || value === null) return [[at, JSON.stringify(value)]]
  if (DIGITS in value) return [[at, value[DIGITS] as string]]
  const members = Object.entries(value)
  if (members.length === 0) return [[at, Array.isArray(value) ? '[]' : '{}']]
  return members.flatMap(([name, member]) =>
    leavesOf(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
}

const cut = (text: string, whole: boolean): string =>
  whole || text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters; --full shows them)`
