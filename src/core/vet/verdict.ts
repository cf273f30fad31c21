// One word over all that was seen. It never says more than the evidence does, and silence is not called safety.
import { type Finding, SEVERITIES } from '../model/finding.ts'
import type { Verdict, VetPart } from '../model/vetting.ts'

export function verdictOf(parts: readonly VetPart[]): Verdict {
  const findings = parts.flatMap(({ report }) => report.findings)
  if (findings.some(isEvidence)) return 'malicious'
  if (findings.some(isGrave)) return 'suspicious'
  return isWhole(parts) ? 'no-finding' : 'incomplete'
}

/** Whether everything was looked at and every question was answered. Nothing to look at is no answer either. */
export const isWhole = (parts: readonly VetPart[]): boolean =>
  parts.some(({ coverage }) => coverage.some(({ seen }) => seen > 0)) &&
  parts.every(({ report, coverage }) => report.unanswered.length === 0 && coverage.every(({ seen, of }) => seen >= of))

/** No honest reading, as bad as can be, and sure. */
const isEvidence = ({ severity, confidence, tier }: Finding): boolean =>
  severity === 'critical' && confidence === 'high' && tier === 'block'

const isGrave = ({ severity }: Finding): boolean => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('high')
