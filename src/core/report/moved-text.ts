// What `secrets migrate` and `secrets restore` do, or would do, for a person: grouped by file, one line a value, never the value.
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'

/** A value that goes into the store. Names and paths are untrusted. */
export type MovedRow = {
  readonly client: string
  readonly path: string
  readonly name: string
  readonly line: number
  readonly server: string
  readonly variable: string
  /** What the secret is called in the store. */
  readonly secret: string
  /** Null: what runs under its name is approved and will have it. Otherwise the command to type. */
  readonly next: string | null
  /** Why it was not done after all; our own words. */
  readonly failed: string | null
}

/** A credential that stays where it is. `why` and `next` are our own words, and may hold a name. */
export type LeftRow = {
  readonly client: string
  readonly path: string
  readonly name: string
  readonly line: number
  readonly where: string
  readonly why: string
  readonly next: string
}

export type Fate =
  /** The value stands in the file again. */
  | 'restored'
  /** The entry, its variable or the whole file is not there any more. */
  | 'gone'
  /** Somebody gave it another value meanwhile, and that stays. */
  | 'edited'
  | 'cannot'

export type RestoredRow = {
  readonly client: string
  readonly path: string
  readonly name: string
  readonly variable: string
  readonly secret: string
  readonly fate: Fate
  readonly why: string
}

const shown = (text: string): string => quote(untrusted(text), 200)

export function movedText(moved: readonly MovedRow[], left: readonly LeftRow[], ink: Ink): string {
  return filesOf([...moved, ...left])
    .map((file) => {
      const lines = [
        ...moved.filter(({ path }) => path === file.path).flatMap((row) => movedLines(row, ink)),
        ...left.filter(({ path }) => path === file.path).flatMap((row) => leftLines(row, ink)),
      ]
      return `${ink.strong(file.client)}  ${shown(file.path)}\n${lines.map((line) => `  ${line}`).join('\n')}\n`
    })
    .join('\n')
}

const movedLines = ({ name, line, variable, secret, next, failed }: MovedRow, ink: Ink): readonly string[] => {
  const what = `${shown(name)} ${reveal(variable)} (line ${line})`
  if (failed !== null) return [`${what} ${ink.bad('not moved:')} ${reveal(failed)}`]
  return [
    `${what} ${ink.good('into the store')} as ${secret}`,
    ...(next === null ? [] : [`  next: \`${reveal(next)}\``]),
  ]
}

const leftLines = ({ name, line, where, why, next }: LeftRow, ink: Ink): readonly string[] => [
  `${shown(name)} ${reveal(where)} (line ${line}) ${ink.warn('left in clear:')} ${reveal(why)}`,
  ...(next === '' ? [] : [`  next: ${reveal(next)}`]),
]

export function restoredText(
  rows: readonly RestoredRow[],
  identical: readonly string[],
  isDone: boolean,
  ink: Ink,
): string {
  return filesOf(rows)
    .map((file) => {
      const whole = identical.includes(file.path) ? ink.good('  identical to the byte') : ''
      const lines = rows
        .filter(({ path }) => path === file.path)
        .map(({ name, variable, fate, why }) => {
          const paint = fate === 'restored' ? ink.good : fate === 'cannot' ? ink.bad : ink.warn
          return `  ${shown(name)} ${reveal(variable)} ${paint(`${isDone ? '' : 'will be '}${fate}`)}${why === '' ? '' : `: ${reveal(why)}`}`
        })
      return `${ink.strong(file.client)}  ${shown(file.path)}${whole}\n${lines.join('\n')}\n`
    })
    .join('\n')
}

type Place = { readonly client: string; readonly path: string }

const filesOf = (rows: readonly Place[]): readonly Place[] => [...new Map(rows.map((row) => [row.path, row])).values()]
