// What a version can do more than the approved one, for a person.
import type { Compared } from '../model/expansion.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'

export function expansionText(name: string, { expansions, gone, unanswered }: Compared, ink: Ink): string {
  const lines = [
    ...expansions.map(
      ({ kind, what, at }) =>
        `${ink.bad('+')} ${kind}: ${quote(untrusted(what), 300)}${at === null ? '' : ` (${reveal(at)})`}`,
    ),
    ...gone.map((what) => `- dependency: ${quote(untrusted(what), 300)} is gone`),
    ...unanswered.map((what) => `${ink.bad('?')} not compared: ${reveal(what)}`),
    ...(expansions.length + unanswered.length === 0 ? [ink.good('nothing more than before')] : []),
  ]
  return `${ink.strong(`Compared with what is approved as ${reveal(name)}`)}\n${lines.map((line) => `  ${line}\n`).join('')}`
}
