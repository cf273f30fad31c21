// docs/detection.md: what was measured, on which rules, and what the figures do not say.
import { summaryOf } from '../../src/core/measure/summary.ts'
import type { Measured, Miss } from '../../src/core/model/detection.ts'
import { detectionTables } from '../../src/core/report/detection.ts'
import { tablesPage } from '../../src/core/report/tables.ts'
import { NO_BREAK, NO_WORDS, NOT_JUDGED } from './attack.ts'
import { SYNTAX } from './floors.ts'
import { missedTable } from './missed.ts'
import { bySet, type PayloadRow } from './payloads.ts'
import type { Server } from './real-servers.ts'
import { secretSection } from './secret-page.ts'
import { serverSection } from './server-page.ts'
import { STRESS_SETS, UNSHOWN, type Unshown } from './unshown.ts'

export type Made = { readonly day: string; readonly rules: string; readonly machine: string }

export function detectionPage(
  measured: Measured,
  misses: readonly Miss[],
  payloads: readonly PayloadRow[],
  servers: readonly Server[],
  { day, rules, machine }: Made,
): string {
  return `<!-- Written by \`npm run detection -- FOLDER\`. Do not edit. -->
# What the rules see, measured

On ${day}, with the rules of commit \`${rules}\`, on ${machine}. The same figures for any folder of samples:

    sallyport bench detect --data FOLDER --rules-only --misses misses.jsonl

Detection warns, it does not prevent: the sandbox and the egress broker do. Some of these samples were seen while the wording of
rules was narrowed ([decision 10](decisions/0010-what-the-rules-numbers-mean.md)), so no figure here says how the rules do on
servers that nobody has seen. Floors that may not be fallen behind are in \`scripts/detection/floors.ts\`; \`.ci/run\` checks them
where the corpus lies beside the project.

These are the figures of the rules alone. Two small classifiers add hints to them, and were made from some of these very sets: what
they find in samples that they never saw stands in [weights/README.md](../weights/README.md), set by set.

The rules of today look at what a server offers and at the messages of a conversation. Packages have no rules yet: their rows are
*unanswered*, which is counted apart and never as allowed.

${tablesPage(detectionTables(summaryOf(measured.cells), measured))}
## What text cannot show

Set down by id before the rules are tuned further. The rows are part of every figure above; the last two columns say how
many of a set's malicious descriptions are flagged with and without them.

| what | stopped by | set | rows | flagged of all | flagged of the rest |
|---|---|---|---:|---:|---:|
${UNSHOWN.map((kind) => unshownRow(kind, measured, misses)).join('\n')}

${UNSHOWN.map(({ what, ids }) => `- ${what}: ${ids.map((id) => `\`${id}\``).join(', ')}.`).join('\n')}

Whole sets that are no measure of recall:

${Object.entries(STRESS_SETS)
  .map(([set, why]) => `- \`${set}\`: ${why}.`)
  .join('\n')}

## Payload lists

Their rows are passed as the one value, called \`value\`, of a tool that nobody knows. Such lists also hold what is no attack by its
syntax: ${NO_BREAK}; ${NO_WORDS}; ${NOT_JUDGED}. Which rows these are is decided by \`scripts/detection/attack.ts\`, which was
committed before the rules were tuned on them, and which no rule uses. Both figures count: of all rows, and of those that are attacks
by their syntax. Of the latter every set must reach ${SYNTAX * 100} %.

| set | kind | rows | flagged | attacks by their syntax | flagged of these |
|---|---|---:|---:|---:|---:|
${bySet(payloads)
  .flatMap((set) => [set, ...payloads.filter((row) => row.set === set.set && row.kind !== '')])
  .map(payloadRow)
  .join('\n')}

${secretSection(measured, misses)}
${serverSection(servers)}
## What is missed, and why

${missedTable(measured, misses)}

## Which rules were wrong on harmless samples

| rule | harmless samples |
|---|---:|
${alarms(misses).join('\n')}

## The format of samples

A folder of files that end in \`.jsonl\` or \`.jsonl.gz\`, one JSON object a line:
\`{"id", "source", "surface", "label", "text", "meta"}\`. \`surface\` is tool_description, tool_result, prompt, argument, secret or
package; \`label\` is malicious or benign. \`meta.tool\` holds the whole tool where it is known, and is what is judged then; where
it has no description, the text is its description. \`meta.lang\` names the language. Rows with the same \`meta.base\` in one set
are twins, and so are tools of the same name where one of them is in a set whose name begins with \`twin_\`. A row that does not
fit is named with its file and line, everything else is counted, and the exit code is 2.
`
}

const share = (part: number, of: number): string => (of === 0 ? '' : `${((part / of) * 100).toFixed(1)} %`)

const payloadRow = ({ set, kind, rows, flagged, attacks, found }: PayloadRow): string =>
  `| ${kind === '' ? `**${set}**` : set} | ${kind === '' ? 'all' : kind} | ${rows} | ${share(flagged, rows)} | ${attacks} | ${share(found, attacks)} |`

function unshownRow({ what, layer, set, ids }: Unshown, { cells }: Measured, misses: readonly Miss[]): string {
  const rows = cells.filter(
    (cell) => cell.set === set && cell.label === 'malicious' && cell.surface === 'tool_description',
  )
  const total = rows.reduce((sum, { counts }) => sum + counts.block + counts.review + counts.allow, 0)
  const flagged = rows.reduce((sum, { counts }) => sum + counts.block + counts.review, 0)
  const missed = new Set(misses.map(({ id }) => id))
  const alsoFlagged = ids.filter((id) => !missed.has(id)).length
  return `| ${what} | ${layer} | ${set} | ${ids.length} | ${flagged} of ${total} | ${flagged - alsoFlagged} of ${total - ids.length} |`
}

function alarms(misses: readonly Miss[]): string[] {
  const rules = misses.filter(({ label }) => label === 'benign').flatMap((miss) => miss.rules)
  const counted = [...Map.groupBy(rules, (rule) => rule)].map(([rule, all]) => [rule, all.length] as const)
  return counted.toSorted((a, b) => b[1] - a[1]).map(([rule, count]) => `| \`${rule}\` | ${count} |`)
}
