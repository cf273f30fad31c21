// What does not hold about the origin of a package, as findings. Absence is none: it is told, and a policy may require more.
import type { Fetched } from '../model/fetched.ts'
import type { Finding } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { untrusted } from '../model/untrusted.ts'
import { isSameRepository } from './repository.ts'

export const PROVENANCE_CARDS: readonly RuleCard[] = [
  {
    id: 'provenance-fails',
    severity: 'critical',
    confidence: 'high',
    tier: 'block',
    summary: 'Somebody vouches for other bytes, another name or another version than these',
    fix: 'Do not use it. Tell whoever publishes it; a mirror or an account may be in other hands.',
    references: ['MCP04', 'SAFE-T1002', 'AML.T0010'],
  },
  {
    id: 'manifest-differs',
    severity: 'high',
    confidence: 'medium',
    tier: 'review',
    summary: 'The package describes itself otherwise than its registry shows it',
    fix: 'Read the package.json in the package: what the registry shows is not what is installed.',
    references: ['MCP04', 'SAFE-T1002'],
  },
  {
    id: 'repository-differs',
    severity: 'high',
    confidence: 'high',
    tier: 'review',
    summary: 'It was built from another repository than the one that it claims',
    fix: 'Look at the repository that the attestation names, and ask why the package names another one.',
    references: ['MCP04', 'SAFE-T1003'],
  },
]

export function provenanceFindings({ name, version, provenance, registry }: Fetched): readonly Finding[] {
  const at = version === null ? 'package' : 'package version'
  const found = (id: string, words: string, note: string): Finding => {
    const { severity, confidence, tier } = PROVENANCE_CARDS.find((card) => card.id === id)!
    return { rule: id, severity, confidence, tier, evidence: { at, excerpt: untrusted(words), note } }
  }
  const called = version === null ? name : `${name}@${version}`
  const failing = provenance.facts.filter(({ state }) => state === 'fails')
  const findings = failing.map(({ kind, words }) =>
    found(kind === 'integrity' ? 'manifest-differs' : 'provenance-fails', called, words),
  )
  if (provenance.repositoryMatches !== false) return findings
  const claimed = registry?.repository ?? ''
  const other = provenance.builds.find(({ repository }) => isSameRepository(repository, claimed) === false)
  const built = other?.repository ?? ''
  return [
    ...findings,
    found('repository-differs', `${built} and ${claimed}`, 'built from the first, claims the second'),
  ]
}
