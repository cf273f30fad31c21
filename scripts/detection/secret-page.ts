// The part of docs/detection.md on secrets: what has the form of an issuer, what has not, and what nobody can tell by its form.
import { answeredIn, setsOf } from '../../src/core/measure/tally.ts'
import type { Measured, Miss } from '../../src/core/model/detection.ts'
import { BENIGN_BY_KNOWLEDGE, KNOWN_ISSUER, NOT_BY_FORM, PERSONAL_UNSHOWN, type SecretRows } from './secret-rows.ts'

export function secretSection({ cells }: Measured, misses: readonly Miss[]): string {
  const wrong = new Set(misses.filter(({ surface }) => surface === 'secret').map(({ id }) => id))
  const rightOf = (ids: readonly string[]): number => ids.filter((id) => !wrong.has(id)).length
  const rows = setsOf(cells).filter(({ surface }) => surface === 'secret')
  const counted = (label: string): readonly [flagged: number, all: number] => {
    const of = rows.filter((cell) => cell.label === label).map(({ counts }) => counts)
    return [
      of.reduce((sum, { block, review }) => sum + block + review, 0),
      of.reduce((sum, counts) => sum + answeredIn(counts), 0),
    ]
  }
  const [found, secrets] = counted('malicious')
  const [alarms, harmless] = counted('benign')
  const excused = BENIGN_BY_KNOWLEDGE.flatMap(({ ids }) => ids)
  const line = ({ what, ids }: SecretRows): string => `| ${what} | ${ids.length} | ${rightOf(ids)} |`
  return `## Secrets and numbers of people

Over all rows of the secret sets ${found} of ${secrets} are flagged, and ${alarms} of ${harmless} harmless ones. Set down by id
before any rule looked for secrets (\`scripts/detection/secret-rows.ts\`), and part of every figure above:

| rows | | found |
|---|---:|---:|
| A credential with the mark of its issuer, whole, and no example by its own words | ${KNOWN_ISSUER.length} | ${rightOf(KNOWN_ISSUER)} |
${[...NOT_BY_FORM, ...PERSONAL_UNSHOWN].map(line).join('\n')}

Of the harmless rows ${excused.length} have the very form of what is secret, and only somebody who knows the issuer can tell. Without
them ${alarms - (excused.length - rightOf(excused))} of ${harmless - excused.length} are flagged.

${BENIGN_BY_KNOWLEDGE.map(({ what, ids }) => `- ${what}: ${ids.map((id) => `\`${id}\``).join(', ')}.`).join('\n')}
`
}
