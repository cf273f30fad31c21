// The middle of the first run: what was found about each server, the graver ones last, where the eye rests.
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'

export type GuideRow = {
  readonly server: string
  /** The words that start it, or the address that it is reached at. */
  readonly launch: readonly string[]
  readonly effects: readonly string[]
  /** Null: it could not be described. */
  readonly tools: number | null
  readonly findings: readonly string[]
  readonly unanswered: readonly string[]
  /** Grants as a person would type them; empty for none. */
  readonly suggestion: string
  readonly notes: readonly string[]
  /** Null: it may be approved here. Otherwise the next step. */
  readonly next: string | null
}

const MOST = 5

export function guideText(rows: readonly GuideRow[], ink: Ink): string {
  const ready = rows.filter(({ next }) => next === null)
  const held = rows.filter(({ next }) => next !== null)
  const told = new Set<string>()
  return [
    ...(ready.length === 0
      ? []
      : [ink.strong('Listed: may be approved now, with the least that its command asks for')]),
    ...ready.flatMap((row) => lines(row, told, ink)),
    ...(held.length === 0 ? [] : [ink.strong('To be looked at one by one: not approved here')]),
    ...held.flatMap((row) => lines(row, told, ink)),
    '',
  ].join('\n')
}

/** `told`: findings whose meaning stands further up. */
function lines(
  { server, launch, effects, tools, findings, unanswered, suggestion, notes, next }: GuideRow,
  told: Set<string>,
  ink: Ink,
): string[] {
  const shown = launch.map((word) => quote(untrusted(word), 200)).join(' ')
  const offers =
    tools === null
      ? ink.warn('could not be described')
      : `${tools} ${tools === 1 ? 'tool' : 'tools'} (${effects.join(', ')})`
  const grave = findings.slice(0, MOST).map((finding) => {
    const [name = ''] = told.has(finding) ? finding.split(':', 1) : [finding]
    told.add(finding)
    return ink.warn(`    ! ${reveal(name)}`)
  })
  const more = findings.length > MOST ? [`    and ${findings.length - MOST} more findings`] : []
  return [
    `  ${next === null ? ink.good(server) : ink.bad(server)}  ${shown}`,
    `    ${offers}; ${findings.length === 0 ? 'no findings' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`}`,
    ...grave,
    ...more,
    ...unanswered.slice(0, MOST).map((why) => ink.warn(`    ? ${reveal(why)}`)),
    `    grants: ${suggestion === '' ? 'none' : reveal(suggestion)}`,
    ...notes.map((note) => `    note: ${reveal(note)}`),
    ...(next === null ? [] : [`    ${ink.strong('next:')} ${reveal(next)}`]),
  ]
}
