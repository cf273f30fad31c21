// The part that reads: every file of a server and of what it depends on, as it lies there. Nothing of it is executed, and what parses it may
// die of it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FetchedTree } from '../../core/model/fetched.ts'
import type { Brought, VetMaterial, VetPart } from '../../core/model/vetting.ts'
import { broughtBy } from '../../core/vet/brought.ts'
import { CODE_RULES } from '../../core/vet/rules/index.ts'
import { counted } from '../../core/text/counted.ts'
import { type Looked, lookAtPackage } from './looking.ts'
import { packagesOf } from './packages.ts'
import { Readers } from './readers.ts'

export type StaticWorld = {
  readonly progress: (text: string) => void
  /** Names of packages that this person knows. */
  readonly known: readonly string[]
  /** What was fetched so that it can be played, where it came without it. */
  readonly treeOf?: (material: VetMaterial) => Promise<FetchedTree | null>
}

/** So many are in memory at a time. */
const AT_ONCE = 2

export const lookAtFiles =
  ({ progress, known, treeOf }: StaticWorld) =>
  async (material: VetMaterial): Promise<VetPart> => {
    const tree = material.fetched?.tree ?? (await treeOf?.(material)) ?? null
    let told = performance.now()
    const readers = new Readers((count) => {
      if (performance.now() - told < 2_000) return
      told = performance.now()
      progress(`read ${counted(count, 'file')} of code`)
    })
    try {
      const packages = packagesOf(material, tree)
      const own = await lookAtPackage(packages.next().value, known, readers)
      const others: Looked[] = []
      let begun = 0
      const work = async (): Promise<void> => {
        for (const one of packages) {
          // Told in the order in which they lie there, whichever is read first.
          const place = begun++
          others[place] = await lookAtPackage(one, [], readers)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return partOf(own, others, material, tree)
    } finally {
      readers.close()
    }
  }

function partOf(own: Looked, others: readonly Looked[], material: VetMaterial, tree: FetchedTree | null): VetPart {
  const all = [own, ...others]
  const sum = (of: (one: Looked) => number): number => all.reduce((total, one) => total + of(one), 0)
  const [files, natives, languages, apart] = [
    sum(({ files }) => files),
    sum(({ natives }) => natives),
    sum(({ others }) => others),
    sum(({ apart }) => apart),
  ]
  return {
    part: 'static',
    report: {
      subject: 'files',
      findings: all.flatMap(({ findings }) => findings),
      unanswered: all.flatMap(({ unanswered }) => unanswered),
      checks: CODE_RULES.length,
      looked: [
        `the code of ${counted(
          sum(({ code }) => code),
          'file',
        )} of JavaScript, TypeScript and Python, as it is written`,
        ...(others.length === 0 ? [] : [`${counted(others.length, 'package')} that it depends on, each by itself`]),
      ],
      notLooked: [
        'what the server does when it runs: code that waits for a date, an answer or a word is seen as written, and not doing it',
        ...(natives === 0 ? [] : [`what ${counted(natives, 'native program')} would do: they are not read`]),
        ...(languages === 0
          ? []
          : [`${counted(languages, 'file')} of code in other languages: they are counted, and not read`]),
        ...(apart === 0
          ? []
          : [`what data does on its way to and from ${counted(apart, 'file')}, each of which is followed alone`]),
        ...(hasHistory(material) ? ['the history of the folder, in .git'] : []),
        ...(others.length === 0 ? [] : ['what data does on its way from one package to another']),
        ...(material.fetched !== null && tree === null
          ? ['the code of what it depends on: it could not be fetched']
          : []),
      ],
    },
    can: own.can,
    ...broughtIn(material, others, tree),
    coverage: [{ what: 'files', seen: files - sum(({ unread }) => unread), of: files }],
  }
}

/** Nothing is said where what it would be installed with could not be fetched. */
function broughtIn(
  { fetched }: VetMaterial,
  others: readonly Looked[],
  tree: FetchedTree | null,
): { readonly brings?: Brought } {
  if (tree === null && (fetched?.kind === 'npm' || fetched?.kind === 'pypi')) return {}
  return { brings: broughtBy(others, tree?.packages.filter(({ name }) => name !== fetched?.name) ?? null) }
}

const hasHistory = ({ fetched, folder }: VetMaterial): boolean => fetched === null && existsSync(join(folder, '.git'))
