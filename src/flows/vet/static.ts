// The part that reads: every file of a package as it lies there. Nothing of it is executed, and what parses it may die of it.
import type { Finding, Unanswered } from '../../core/model/finding.ts'
import type { VetMaterial, VetPart } from '../../core/model/vetting.ts'
import type { FileFacts } from '../../core/vet/fact.ts'
import { abilitiesOf } from '../../core/vet/abilities.ts'
import { judgeCode } from '../../core/vet/judge.ts'
import { manifestOf, staged } from '../../core/vet/package.ts'
import { CODE_RULES } from '../../core/vet/rules/index.ts'
import { toldOf } from '../../core/vet/told.ts'
import { judgeTools } from './declared-tools.ts'
import { filesIn, type Found } from './files.ts'
import { readAll } from './reading.ts'
import { SAYS } from './says.ts'

export type StaticWorld = {
  readonly progress: (text: string) => void
  /** Names of packages that this person knows. */
  readonly known: readonly string[]
}

export const lookAtFiles =
  (world: StaticWorld) =>
  async (material: VetMaterial): Promise<VetPart> => {
    const found = [...filesIn(material.folder)]
    const sources = found.flatMap(({ source }) => source ?? [])
    const { files: read, isJoined } = await readAll(sources, world.progress)
    const manifest = manifestOf(
      new Map(found.flatMap(({ path, manifest: text }) => (text === null ? [] : [[path, text] as const]))),
    )
    const files = read.map((file) => staged(file, manifest))
    const natives = found.flatMap(({ path, native }) => (native === null ? [] : [path]))
    const { seen, unanswered } = judgeCode({ files, manifest, natives, says: SAYS, known: world.known }, CODE_RULES)
    const texts = new Map(sources.map(({ path, text }) => [path, text]))
    if (manifest !== null) texts.set(manifest.path, found.find(({ path }) => path === manifest.path)?.manifest ?? '')
    const tools = judgeTools(material.name, files, texts)
    const findings = [...seen.map((one) => toldOf(one, texts.get(one.spot.path) ?? null)), ...tools.findings]
    const part = partOf(found, files, isJoined, findings, [...unanswered, ...tools.unanswered])
    const can = abilitiesOf(files, (path) => texts.get(path) ?? '')
    return { ...withNotLooked(part, beside(material)), can }
  }

/** The tree is there (`fetched.tree`), and so far only the package itself is read. */
function beside({ fetched }: VetMaterial): readonly string[] {
  const others = (fetched?.tree?.packages.length ?? 1) - 1
  return others > 0 ? [`the code of ${others} packages that it depends on`] : []
}

const withNotLooked = ({ report, ...part }: VetPart, more: readonly string[]): VetPart => ({
  ...part,
  report: { ...report, notLooked: [...report.notLooked, ...more] },
})

function partOf(
  found: readonly Found[],
  files: readonly FileFacts[],
  isJoined: boolean,
  findings: readonly Finding[],
  unanswered: readonly Unanswered[],
): VetPart {
  const open = [
    ...found.flatMap(({ path, unread: why }) => (why === null ? [] : [{ path, why }])),
    ...files.flatMap(({ path, unread: why }) => (why === null ? [] : [{ path, why }])),
  ]
  const others = found.filter(({ path, source }) => source === null && OTHER_CODE.test(path)).length
  const native = found.filter(({ native: kind }) => kind !== null).length
  return {
    part: 'static',
    report: {
      subject: 'files',
      findings,
      unanswered: [...open.map(({ path, why }) => ({ rule: 'read', why: `${path}: ${why}` })), ...unanswered],
      checks: CODE_RULES.length,
      looked: [`the code of ${files.length} files of JavaScript, TypeScript and Python, as it is written`],
      notLooked: [
        'what the server does when it runs: code that waits for a date, an answer or a word is seen as written, and not doing it',
        ...(native === 0
          ? []
          : [`what ${native} native ${native === 1 ? 'program does' : 'programs do'}: they are not read`]),
        ...(others === 0
          ? []
          : [
              `${others} ${others === 1 ? 'file' : 'files'} of code in other languages: they are counted, and not read`,
            ]),
        ...(isJoined ? [] : ['what data does on its way from one file to another: there is too much of it']),
      ],
    },
    coverage: [{ what: 'files', seen: found.length - open.length, of: found.length }],
  }
}

/** Code that is not read: shells, and what is compiled or started elsewhere. */
const OTHER_CODE =
  /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|rb|php|pl|lua|go|rs|java|kt|cs|c|cc|cpp|swift|wasm|jar|class|pyc)$/i
