// The outcome of vetting for a person and for a program: the verdict first, then the evidence, then what nobody has seen.
import { coverageLine, isWhole } from '../model/coverage.ts'
import type { JsonObject } from '../model/json.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { shellWord } from '../text/shell-word.ts'
import { partWith, type Verdict, type Vetted, type VetPart } from '../model/vetting.ts'
import type { Ink } from './ink.ts'
import { findingJson } from './json.ts'
import { bySeverity } from './outcome.ts'
import { targetText } from './text.ts'

export const SAYS: Readonly<Record<Verdict, string>> = {
  malicious: 'malicious: there is evidence that it does harm. Do not use it.',
  suspicious: 'suspicious: a person must read every place that is named before it is used.',
  'no-finding':
    'no finding of severity high or above. That is not "safe": see what was found below that, and what was not looked at.',
  incomplete:
    'incomplete: nothing of severity high or above was found where we looked, and we could not look everywhere.',
}

export function vetText({ name, place, parts, verdict }: Vetted, cards: readonly RuleCard[], ink: Ink): string {
  const paint = verdict === 'no-finding' ? ink.strong : ink.bad
  const reports = parts.map(({ report }) => report)
  const looked = `  ${ink.strong('coverage')}: ${reveal(coverageLine(parts))}\n`
  return `${targetText({ name, place, reports }, cards, ink)}${looked}${suggested(parts)}${paint(SAYS[verdict])}\n`
}

/** What it used, as grants that a person may give. Names in it are the server's own. */
function suggested(parts: readonly VetPart[]): string {
  const used = usedWords(parts)
  return used === null ? '' : `  used: ${used.join('; ')}\n`
}

/** Safe to print. Null where it was not played. */
export function usedWords(parts: readonly VetPart[]): readonly string[] | null {
  const found = partWith(parts, 'suggests')
  if (found === null) return null
  const { net, env, args, programs, folder } = found
  const words = [
    ...net.map((host) => ['--net', host]),
    ...env.map((name) => ['--env', name]),
    ...(folder === 'none' ? [] : [[folder === 'write' ? '--write' : '--read', 'FOLDER']]),
  ].map(([flag, word]) => `${flag} ${shellWord(reveal(word!))}`)
  return [
    words.length === 0 ? 'no grants' : words.join(' '),
    ...(args.length === 0 ? [] : [`behind its command: ${args.map((one) => quote(untrusted(one), 100)).join(' ')}`]),
    ...(programs.length === 0 ? [] : [`it started ${programs.map((one) => quote(untrusted(one), 100)).join(', ')}`]),
  ]
}

export function vetJson({ name, place, digest, verdict, parts }: Vetted, cards: readonly RuleCard[]): JsonObject {
  return {
    verdict,
    name: reveal(name),
    place: reveal(place),
    digest,
    outcome: isWhole(parts) ? (verdict === 'no-finding' ? 'clean' : 'findings') : 'incomplete',
    coverage: reveal(coverageLine(parts)),
    suggests: suggestsJson(parts),
    parts: parts.map((part) => partJson(part, cards)),
  }
}

const suggestsJson = (parts: readonly VetPart[]): JsonObject | null => {
  const found = partWith(parts, 'suggests')
  if (found === null) return null
  const { net, env, args, programs, folder } = found
  return {
    net: net.map(reveal),
    env: env.map(reveal),
    args: args.map(reveal),
    programs: programs.map(reveal),
    folder,
  }
}

const partJson = ({ part, report, coverage }: VetPart, cards: readonly RuleCard[]): JsonObject => ({
  part,
  coverage: coverage.map((one) => ({ ...one })),
  findings: bySeverity(report.findings).map((finding) =>
    findingJson(
      finding,
      cards.find(({ id }) => id === finding.rule),
    ),
  ),
  unanswered: report.unanswered.map(({ rule, why }) => ({ rule: reveal(rule), why: reveal(why) })),
  looked: report.looked.map(reveal),
  notLooked: report.notLooked.map(reveal),
})
