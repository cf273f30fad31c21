// What advisories say about a package or what it depends on, as findings.
import type { Finding } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { reveal, untrusted } from '../model/untrusted.ts'
import type { IndicatorHit } from './indicators.ts'
import type { Advisory } from './osv.ts'

export const ADVISORY_CARDS: readonly RuleCard[] = [
  {
    id: 'known-malicious',
    severity: 'critical',
    confidence: 'high',
    tier: 'block',
    summary: 'An advisory says that this very version of a package is malware',
    fix: 'Do not use it. Where it has run, change every secret that it could read.',
    references: ['MCP04', 'SAFE-T1002', 'AML.T0010'],
  },
  {
    id: 'known-weakness',
    severity: 'medium',
    confidence: 'high',
    tier: 'review',
    summary: 'An advisory says that this version of a package has a weakness',
    fix: 'Take a version in which it is mended, or wait for one that depends on it.',
    references: ['MCP04', 'SAFE-T1002'],
  },
  {
    id: 'known-indicator',
    severity: 'critical',
    confidence: 'high',
    tier: 'block',
    summary: 'A feed that you trust names these bytes, this package or a host in its files as bad',
    fix: 'Do not use it, and tell whoever keeps the feed if you think that it is wrong.',
    references: ['MCP04', 'SAFE-T1002', 'AML.T0010'],
  },
]

export const indicatorFinding = ({ kind, value, at, feed }: IndicatorHit): Finding => ({
  rule: 'known-indicator',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  evidence: { at: reveal(at), excerpt: untrusted(value), note: `${kind} in the feed ${feed}` },
})

type Seen = {
  readonly advisory: Advisory
  readonly of: { readonly name: string; readonly version: string }
  readonly fixed: readonly string[]
}

export function advisoryFinding({ advisory, of, fixed }: Seen): Finding {
  const { id, aliases, malicious, severity, summary } = advisory
  const also = aliases.filter((alias) => /^(CVE|GHSA|MAL)-[\w-]+$/.test(alias) && alias !== id)
  const mended = fixed.filter((version) => /^[\w.+!-]{1,60}$/.test(version))
  const note = [
    [id, ...also].slice(0, 4).join(', '),
    malicious
      ? ''
      : mended.length === 0
        ? 'no version is known in which it is mended'
        : `mended in ${mended.slice(0, 3).join(', ')}`,
  ]
  return {
    rule: malicious ? 'known-malicious' : 'known-weakness',
    severity: malicious ? 'critical' : severity,
    confidence: 'high',
    tier: malicious ? 'block' : 'review',
    evidence: {
      at: 'package',
      excerpt: untrusted(`${of.name}@${of.version}: ${summary}`),
      note: note.filter((part) => part !== '').join('; '),
    },
  }
}
