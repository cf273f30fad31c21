// What protecting and unprotecting did, or would do, for a person: grouped by file, one line an entry, a next step each.
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'

export type ProtectedRow = {
  readonly name: string
  readonly server: string
  /** Null: an approval holds. Otherwise why it does not start, and the command to type. */
  readonly refuses: string | null
  readonly isSuspended: boolean
}

/** `why` is our own words; names and paths are not. */
export type ProtectedFile = {
  readonly client: string
  readonly path: string
  readonly changes: readonly ProtectedRow[]
  readonly ours: readonly ProtectedRow[]
  readonly skipped: readonly {
    readonly name: string
    readonly line: number
    readonly reason: string
    readonly why: string
  }[]
  readonly unreadable: readonly { readonly name: string | null; readonly line: number; readonly why: string }[]
  /** Why nothing was written there, though something was to be. */
  readonly failed: string | null
}

const shown = (text: string): string => quote(untrusted(text), 200)

export function protectText(files: readonly ProtectedFile[], isDone: boolean, ink: Ink): string {
  return files.map((file) => fileText(file, isDone, ink)).join('\n')
}

function fileText(file: ProtectedFile, isDone: boolean, ink: Ink): string {
  const done = isDone ? 'now starts' : 'would start'
  const lines = [
    ...file.changes.map((row) => rowText(row, row.isSuspended ? ink.bad('is suspended') : done, ink)),
    ...file.ours.map((row) => rowText(row, 'starts already', ink)),
    ...file.skipped.map(
      ({ name, line, why }) => `  ${shown(name)} ${ink.warn('left as it is')} (line ${line}): ${reveal(why)}`,
    ),
    ...file.unreadable.map(
      ({ name, line, why }) =>
        `  ${name === null ? 'the file' : shown(name)} ${ink.bad('could not be read')} (line ${line}): ${reveal(why)}`,
    ),
    ...(file.failed === null ? [] : [`  ${ink.bad('not written:')} ${reveal(file.failed)}`]),
  ]
  return `${ink.strong(file.client)}  ${shown(file.path)}\n${lines.join('\n')}\n`
}

const rowText = ({ name, server, refuses }: ProtectedRow, what: string, ink: Ink): string =>
  `  ${shown(name)} ${what} \`run ${server}\`${refuses === null ? ink.good(', approved') : ink.warn(`, which refuses: ${reveal(refuses)}`)}`

export function countText(files: readonly ProtectedFile[], isDone: boolean): string {
  const touched = files.filter(({ changes, failed }) => changes.length > 0 && failed === null)
  const entries = touched.reduce((sum, { changes }) => sum + changes.length, 0)
  const written = touched.length
  const ours = files.reduce((sum, { ours }) => sum + ours.length, 0)
  const left = files.reduce((sum, { skipped, unreadable }) => sum + skipped.length + unreadable.length, 0)
  const verb = isDone ? 'protected' : 'to protect'
  return `${entries} ${entries === 1 ? 'entry' : 'entries'} ${verb} in ${written} ${written === 1 ? 'file' : 'files'}; ${ours} already ours, ${left} left as they are.\n`
}

export type UndoneFile = {
  readonly client: string
  readonly path: string
  readonly isIdentical: boolean
  readonly entries: readonly {
    readonly name: string
    readonly server: string
    readonly fate: string
    readonly why: string
  }[]
  readonly failed: string | null
}

export function undoneText(files: readonly UndoneFile[], isDone: boolean, ink: Ink): string {
  return files
    .map((file) => {
      const whole = file.isIdentical
        ? ink.good(isDone ? '  identical to the byte' : '  will be identical to the byte')
        : ''
      const lines = file.entries.map(({ name, fate, why }) => {
        const paint = fate === 'restored' ? ink.good : fate === 'cannot' ? ink.bad : ink.warn
        const will = !isDone && (fate === 'restored' || fate === 'rebuilt') ? 'will be ' : ''
        return `  ${shown(name)} ${paint(`${will}${fate}`)}${why === '' ? '' : `: ${reveal(why)}`}`
      })
      if (file.failed !== null) lines.push(`  ${ink.bad('not written:')} ${reveal(file.failed)}`)
      return `${ink.strong(file.client)}  ${shown(file.path)}${whole}\n${lines.join('\n')}\n`
    })
    .join('\n')
}

export function undoneCount(files: readonly UndoneFile[]): string {
  const fates = files.filter(({ failed }) => failed === null).flatMap(({ entries }) => entries.map(({ fate }) => fate))
  const given = fates.filter((fate) => fate === 'restored' || fate === 'rebuilt').length
  const identical = files.filter(({ isIdentical, failed }) => isIdentical && failed === null).length
  return `${given} ${given === 1 ? 'entry' : 'entries'} given back; ${identical} of ${files.length} ${files.length === 1 ? 'file' : 'files'} identical to the byte.\n`
}
