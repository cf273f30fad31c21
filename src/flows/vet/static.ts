// The part that reads: every file of a package as it lies there. Nothing of it is executed, and what parses it may die of it.
import { bound } from '../../core/model/bounds.ts'
import type { Finding, Unanswered } from '../../core/model/finding.ts'
import type { VetMaterial, VetPart } from '../../core/model/vetting.ts'
import type { FileFacts } from '../../core/vet/fact.ts'
import { judgeCode } from '../../core/vet/judge.ts'
import { manifestOf, staged } from '../../core/vet/package.ts'
import { unread } from '../../core/vet/read-source.ts'
import { CODE_RULES } from '../../core/vet/rules/index.ts'
import type { Source } from '../../core/vet/source.ts'
import { toldOf } from '../../core/vet/told.ts'
import { Mortal } from '../../io/thread/mortal.ts'
import { judgeTools } from './declared-tools.ts'
import { filesIn, type Found } from './files.ts'
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
    const read = await readAll(sources, world)
    const manifest = manifestOf(
      new Map(found.flatMap(({ path, manifest: text }) => (text === null ? [] : [[path, text] as const]))),
    )
    const files = read.map((file) => staged(file, manifest))
    const { seen, unanswered } = judgeCode({ files, manifest, says: SAYS, known: world.known }, CODE_RULES)
    const texts = new Map(sources.map(({ path, text }) => [path, text]))
    if (manifest !== null) texts.set(manifest.path, found.find(({ path }) => path === manifest.path)?.manifest ?? '')
    const tools = judgeTools(material.name, files, texts)
    const findings = [...seen.map((one) => toldOf(one, texts.get(one.spot.path) ?? null)), ...tools.findings]
    return partOf(found, files, findings, [...unanswered, ...tools.unanswered])
  }

async function readAll(sources: readonly Source[], { progress }: StaticWorld): Promise<FileFacts[]> {
  const reader = new Mortal<Source, FileFacts>(ENTRY, { workMs: bound('vet-file-ms'), heapMb: bound('vet-reader-mb') })
  const files: FileFacts[] = []
  let told = performance.now()
  try {
    for (const source of sources) {
      if (files.length >= bound('vet-files')) {
        files.push(unread(source.path, 'there are more files than are read'))
        continue
      }
      const answer = await reader.ask(source)
      files.push(answer.kind === 'done' ? answer.answer : unread(source.path, WHY[answer.kind]))
      if (performance.now() - told < 2_000) continue
      told = performance.now()
      progress(`read ${files.length} of ${sources.length} files of code`)
    }
    return files
  } finally {
    reader.close()
  }
}

/** From its source, or as the bundle has it. */
const ENTRY = new URL(`./reader-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

const WHY = { died: 'what reads it died of it', late: 'it took too long to read it' } as const

function partOf(
  found: readonly Found[],
  files: readonly FileFacts[],
  findings: readonly Finding[],
  unanswered: readonly Unanswered[],
): VetPart {
  const open = [
    ...found.flatMap(({ path, unread: why }) => (why === null ? [] : [{ path, why }])),
    ...files.flatMap(({ path, unread: why }) => (why === null ? [] : [{ path, why }])),
  ]
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
        'what data does on its way from one file to another',
      ],
    },
    coverage: [{ what: 'files', seen: found.length - open.length, of: found.length }],
  }
}
