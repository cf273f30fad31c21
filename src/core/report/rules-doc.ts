// docs/rules.md: every rule with what it means, what to do, and the public ids it maps onto.
import { bySeverity } from './outcome.ts'
import type { RuleCard } from '../model/rule-card.ts'

export type RuleGroup = { readonly title: string; readonly about: string; readonly cards: readonly RuleCard[] }

export function rulesDoc(groups: readonly RuleGroup[], references: Readonly<Record<string, string>>): string {
  return [
    '# Rules',
    'What `sallyport scan` and `sallyport approve` look for. A finding warns a person; the sandbox is what prevents.',
    'Tier **block** has no honest reading: `approve` refuses it unless the person names the rule with `--accept`. Tier **review** needs a person who reads it: a typed approval is asked for in spite of it, and one that nobody types (`--yes`) needs `--accept` for severity high and critical as well. A rule that could not look is *unanswered*, and the exit code is then 2, of `vet` 3.',
    ...groups.flatMap(groupDoc),
    '## Public ids',
    'OWASP MCP Top 10 (MCP), SAFE-MCP (SAFE-T), MITRE ATLAS (AML.T), CoSAI MCP threats.',
    Object.entries(references)
      .map(([id, title]) => `- ${id}: ${title}`)
      .join('\n'),
  ].join('\n\n')
}

function groupDoc({ title, about, cards }: RuleGroup): string[] {
  const sorted = bySeverity(cards)
  const rows = sorted.map(
    ({ id, severity, tier, summary }) => `| [${id}](#${id}) | ${severity} | ${tier} | ${summary} |`,
  )
  return [
    `## ${title}`,
    about,
    ['| rule | severity | tier | what it sees |', '|---|---|---|---|', ...rows].join('\n'),
    ...sorted.map(({ id, confidence, summary, fix, references }) =>
      [
        `### ${id}`,
        `${summary}.`,
        `**What to do.** ${fix}`,
        `Confidence ${confidence}. ${references.join(', ')}.`,
      ].join('\n\n'),
    ),
  ]
}
