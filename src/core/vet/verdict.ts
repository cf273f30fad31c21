// One word over all that was seen. It never says more than the evidence does, and silence is not called safety.
import { isWhole } from '../model/coverage.ts'
import { type Finding, isAtLeast } from '../model/finding.ts'
import type { Verdict, VetPart } from '../model/vetting.ts'

export function verdictOf(parts: readonly VetPart[]): Verdict {
  const findings = parts.flatMap(({ report }) => report.findings)
  if (findings.some(isEvidence)) return 'malicious'
  if (findings.some(isGrave)) return 'suspicious'
  return isWhole(parts) ? 'no-finding' : 'incomplete'
}

/** No honest reading, as bad as can be, and sure. */
const isEvidence = ({ severity, confidence, tier }: Finding): boolean =>
  severity === 'critical' && confidence === 'high' && tier === 'block'

const isGrave = ({ severity }: Finding): boolean => isAtLeast(severity, 'high')
