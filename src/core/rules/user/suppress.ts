// Findings that a person looked at and does not want to see until a day. They are set aside and told, and never forgotten.
import type { Finding, Report, Suppressed } from '../../model/finding.ts'
import { reveal } from '../../model/untrusted.ts'
import { step } from '../../model/pointer.ts'
import type { Suppression } from './rule-file.ts'

/** `day` is today in UTC: `2027-03-01`. */
export const isOver = ({ until }: Suppression, day: string): boolean => until < day

/** The findings that count, and those that are set aside. What has no honest reading always counts. */
export function partedBy(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  server: string,
  day: string,
  itemOf: (finding: Finding) => string = itemInCatalogue,
): { readonly findings: readonly Finding[]; readonly suppressed: readonly Suppressed[] } {
  const own = suppressions.filter((one) => one.server === server && !isOver(one, day))
  if (own.length === 0) return { findings, suppressed: [] }
  const kept: Finding[] = []
  const suppressed: Suppressed[] = []
  for (const finding of findings) {
    const by = finding.tier === 'block' ? undefined : own.find((one) => covers(one, finding, itemOf))
    if (by === undefined) kept.push(finding)
    else suppressed.push({ finding, reason: by.reason, until: by.until })
  }
  return { findings: kept, suppressed }
}

/** The same for a whole report. */
export function withoutSuppressed(
  report: Report,
  suppressions: readonly Suppression[],
  server: string,
  day: string,
): Report {
  const { findings, suppressed } = partedBy(report.findings, suppressions, server, day)
  return suppressed.length === 0 ? report : { ...report, findings, suppressed }
}

function covers({ rule, item }: Suppression, finding: Finding, itemOf: (finding: Finding) => string): boolean {
  if (finding.rule !== rule) return false
  if (item === '*') return true
  const found = itemOf(finding)
  return found === step(item) || found === reveal(item.slice(0, 60))
}

/** The tool, prompt or template that a place of a catalogue belongs to; else the part of the server, such as `instructions`. */
function itemInCatalogue({ evidence: { at } }: Finding): string {
  const [, kind = '', name = ''] = at.split('/')
  return ['tools', 'prompts', 'templates'].includes(kind) ? name : kind
}
