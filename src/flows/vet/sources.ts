// The part of vetting that asks where it came from: what was fetched, who vouches for it, and what is known to be bad or weak.
import type { Finding, Report } from '../../core/model/finding.ts'
import type { Coverage, VetMaterial, VetPart } from '../../core/model/vetting.ts'
import { provenanceFindings } from '../../core/provenance/findings.ts'

export async function lookAtSources({ fetched }: VetMaterial): Promise<VetPart> {
  if (fetched === null) {
    return partOf({ findings: [], looked: [], notLooked: ['who vouches for it: a folder comes from nowhere'] }, [])
  }
  const { provenance, looked, notLooked } = fetched
  const findings: Finding[] = [...provenanceFindings(fetched)]
  const holds = provenance.facts.filter(({ state }) => state !== 'fails').map(({ words }) => words)
  return partOf({ findings, looked: [...looked, ...holds], notLooked }, [])
}

function partOf(said: Pick<Report, 'findings' | 'looked' | 'notLooked'>, coverage: readonly Coverage[]): VetPart {
  return { part: 'sources', report: { subject: 'sources', unanswered: [], ...said }, coverage }
}
