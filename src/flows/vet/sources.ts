// The part of vetting that asks where it came from: what was fetched, who vouches for it, and what is known to be bad or weak.
import { advisoryFinding, indicatorFinding } from '../../core/advisory/findings.ts'
import type { Dependency, Fetched } from '../../core/model/fetched.ts'
import type { Report } from '../../core/model/finding.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { Coverage, Origin, VetMaterial, VetPart } from '../../core/model/vetting.ts'
import { pinnedProvenance } from '../../core/provenance/pinned.ts'
import { provenanceFindings } from '../../core/provenance/findings.ts'
import { factLines } from '../../core/source/fact-lines.ts'
import { counted } from '../../core/text/counted.ts'
import { openAdvisoryIndex } from '../../io/store/advisory-index.ts'
import { askAdvisories, isOld } from './advisories.ts'
import { carriedIn } from './carried.ts'
import { askFeeds } from './indicated.ts'

export type SourcesWorld = { readonly config: string; readonly state: string; readonly now: () => Date }

type Said = Pick<Report, 'findings' | 'looked' | 'notLooked' | 'unanswered'>

export async function lookAtSources(material: VetMaterial, world: SourcesWorld): Promise<VetPart> {
  const { fetched } = material
  const indicated = await indicatedIn(material, world)
  if (fetched === null) {
    const notLooked = ['who vouches for it, and what is known of it: a folder comes from nowhere']
    const origin = { vouched: 'none', advisoriesOf: null, provenance: null } as const
    return { ...partOf([{ findings: [], looked: [], notLooked, unanswered: [] }, indicated], []), origin }
  }
  const { provenance, looked, notLooked } = fetched
  const holds = provenance.facts.filter(({ state }) => state !== 'fails').map(({ words }) => words)
  const origin: Said = {
    findings: provenanceFindings(fetched),
    looked: [...looked, ...holds, ...factLines(fetched)],
    notLooked,
    unanswered: [],
  }
  const known = knownOf(fetched, world)
  const part = partOf([origin, known.said, indicated], known.coverage)
  return {
    ...part,
    origin: { vouched: vouchedBy(provenance), advisoriesOf: known.day, provenance: provenanceIn(fetched) },
  }
}

function provenanceIn({ provenance, tree }: Fetched): Origin['provenance'] {
  const pinned = pinnedProvenance(provenance)
  return pinned === null || tree === null || tree.lock === null ? null : { ...pinned, lock: tree.lock }
}

/** That bytes arrived as they were sent says nothing of who sent them. */
function vouchedBy({ facts }: Provenance): Origin['vouched'] {
  const states = facts.flatMap(({ kind, state }) => (kind === 'integrity' && state === 'holds' ? [] : [state]))
  return states.includes('fails') ? 'fails' : states.includes('holds') ? 'holds' : 'absent'
}

async function indicatedIn(material: VetMaterial, world: SourcesWorld): Promise<Said> {
  const packages = material.fetched === null ? [] : packagesOf(material.fetched).packages
  const { hits, unanswered, ...said } = await askFeeds(material, packages, world)
  return {
    ...said,
    findings: hits.map(indicatorFinding),
    unanswered: unanswered.map((why) => ({ rule: 'known-indicator', why })),
  }
}

/** The package itself where its tree is not known; of what nobody published, whatever lies in it. */
export function packagesOf(fetched: Fetched): { readonly packages: readonly Dependency[]; readonly unknown: number } {
  const { kind, name, version, tree } = fetched
  if (tree !== null) return { packages: tree.packages, unknown: 0 }
  if (kind === 'archive' || kind === 'mcpb' || kind === 'git') return carriedIn(fetched)
  const isPublished = (kind === 'npm' || kind === 'pypi') && version !== null
  return { packages: isPublished ? [{ ecosystem: kind, name, version, path: '' }] : [], unknown: 0 }
}

function knownOf(
  fetched: Fetched,
  { state, now }: SourcesWorld,
): { said: Said; coverage: readonly Coverage[]; day: string | null } {
  const { packages, unknown: nameless } = packagesOf(fetched)
  const isPublished = fetched.tree !== null || fetched.kind === 'npm' || fetched.kind === 'pypi'
  const nothing = (words: string) => ({
    said: { findings: [], looked: [], notLooked: [words], unanswered: [] },
    coverage: [],
    day: null,
  })
  if (packages.length === 0) return nothing('advisories: its packages are not known')
  const index = openAdvisoryIndex(state)
  if (index === null) return nothing('advisories: none are here; `sallyport advisories import SOURCE` takes them in')
  try {
    const { hits, unknown } = askAdvisories(packages, index)
    const day = index.facts.importedAt.toISOString().slice(0, 10)
    return {
      said: {
        findings: hits.map(advisoryFinding),
        looked: [
          `${counted(packages.length, 'package')}${isPublished ? '' : ', by what each calls itself,'} among ${index.facts.count} advisories, imported on ${day}`,
        ],
        notLooked: [
          ...(isOld(index.facts, now()) ? [`advisories of after ${day}: import them again`] : []),
          ...(isPublished ? [] : ['advisories about what it depends on and does not hold: that is not known']),
          ...(nameless === 0
            ? []
            : [`advisories about ${counted(nameless, 'package')} in it, without name or version`]),
        ],
        unanswered: [
          ...unknown.map((words) => `${words}: its versions cannot be compared`),
          ...(fetched.tree === null && isPublished
            ? ['its dependencies are not known, so only the package itself was looked up']
            : []),
        ].map((why) => ({ rule: 'known-weakness', why })),
      },
      coverage: [{ what: 'packages', seen: packages.length, of: packages.length + nameless }],
      // What a package says of itself is enough to find something, and not to find nothing.
      day: isPublished ? day : null,
    }
  } finally {
    index.close()
  }
}

const partOf = (said: readonly Said[], coverage: readonly Coverage[]): VetPart => ({
  part: 'sources',
  report: {
    subject: 'sources',
    findings: said.flatMap(({ findings }) => findings),
    unanswered: said.flatMap(({ unanswered }) => unanswered),
    looked: said.flatMap(({ looked }) => looked),
    notLooked: said.flatMap(({ notLooked }) => notLooked),
  },
  coverage,
})
