// The outcome of vetting for a person and for a program: the verdict first, then the evidence, then what nobody has seen.
import type { JsonObject } from '../model/json.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { shellWord } from '../text/shell-word.ts'
import type { Verdict, Vetted, VetPart } from '../model/vetting.ts'
import type { Ink } from './ink.ts'
import { findingJson } from './json.ts'
import { bySeverity } from './outcome.ts'
import { targetText } from './text.ts'

const SAYS: Readonly<Record<Verdict, string>> = {
  malicious: 'malicious: there is evidence that it does harm. Do not use it.',
  suspicious: 'suspicious: a person must read the places below before it is used.',
  'no-finding': 'no finding. That is not "safe": see below what was not looked at.',
  incomplete: 'incomplete: nothing was found where we looked, and we could not look everywhere.',
}

export function vetText({ name, place, parts, verdict }: Vetted, cards: readonly RuleCard[], ink: Ink): string {
  const paint = verdict === 'no-finding' ? ink.strong : ink.bad
  const reports = parts.map(({ report }) => report)
  const covered = parts.flatMap(({ coverage }) => coverage.map(({ what, seen, of }) => `${seen} of ${of} ${what}`))
  const looked = covered.length === 0 ? '' : `  ${ink.strong('coverage')}: looked at ${covered.join(', ')}\n`
  return `${targetText({ name, place, reports }, cards, ink)}${looked}${suggested(parts)}${paint(SAYS[verdict])}\n`
}

/** What it used, as grants that a person may give. Names in it are the server's own. */
function suggested(parts: readonly VetPart[]): string {
  const found = parts.find((part) => part.suggests !== undefined)?.suggests
  if (found === undefined) return ''
  const { net, env, args, programs, folder } = found
  const words = [
    ...net.map((host) => ['--net', host]),
    ...env.map((name) => ['--env', name]),
    ...(folder === 'none' ? [] : [[folder === 'write' ? '--write' : '--read', 'FOLDER']]),
  ].map(([flag, word]) => `${flag} ${shellWord(reveal(word!))}`)
  const used = [
    words.length === 0 ? 'no grants' : words.join(' '),
    ...(args.length === 0 ? [] : [`behind its command: ${args.map((one) => quote(untrusted(one), 100)).join(' ')}`]),
    ...(programs.length === 0 ? [] : [`it started ${programs.map((one) => quote(untrusted(one), 100)).join(', ')}`]),
  ]
  return `  used: ${used.join('; ')}\n`
}

export function vetJson({ name, place, digest, verdict, parts }: Vetted, cards: readonly RuleCard[]): JsonObject {
  return {
    verdict,
    name: reveal(name),
    place: reveal(place),
    digest,
    suggests: suggestsJson(parts),
    parts: parts.map((part) => partJson(part, cards)),
  }
}

const suggestsJson = (parts: readonly VetPart[]): JsonObject | null => {
  const found = parts.find((part) => part.suggests !== undefined)?.suggests
  if (found === undefined) return null
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
