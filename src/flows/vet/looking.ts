// What one package has in it: its files read, its rules asked. The package itself is asked every rule; one that it depends on those whose
// answer is grave in a library too.
import type { Finding, Unanswered } from '../../core/model/finding.ts'
import { reveal } from '../../core/model/untrusted.ts'
import type { Abilities } from '../../core/model/vetting.ts'
import { abilitiesOf } from '../../core/vet/abilities.ts'
import { judgeCode, type Judged, type Seen } from '../../core/vet/judge.ts'
import { manifestsOf, staged } from '../../core/vet/package.ts'
import { CODE_RULES, LIBRARY_RULES, LOADED_RULES, SURE_RULES } from '../../core/vet/rules/index.ts'
import type { Subject } from '../../core/vet/rule.ts'
import { toldOf } from '../../core/vet/told.ts'
import { judgeTools } from './declared-tools.ts'
import type { Found } from './files.ts'
import type { Package } from './package.ts'
import { bundlesIn, readPackage } from './reading.ts'
import type { Readers } from './readers.ts'
import { SAYS } from './says.ts'

export type Looked = {
  /** The folder of a package that it depends on; of the server itself, what it was called. A stranger's word. */
  readonly name: string
  readonly findings: readonly Finding[]
  readonly unanswered: readonly Unanswered[]
  /** How many files there are, how many of them could not be read, and how many are code that was. */
  readonly files: number
  readonly unread: number
  readonly code: number
  readonly natives: number
  /** Code of other languages. */
  readonly others: number
  /** Files of code that data was not followed to and from. */
  readonly apart: number
  readonly can: Abilities
}

export async function lookAtPackage(one: Package, known: readonly string[], readers: Readers): Promise<Looked> {
  const { name, isDependency, found } = one
  const texts = new Map(found.flatMap(({ path, manifest }) => (manifest === null ? [] : [[path, manifest] as const])))
  const manifests = manifestsOf(texts)
  const { files: read, alone, sources, apart } = await readPackage(one, manifests, readers)
  const files = staged(read, manifests.read)
  for (const { path, text } of sources) texts.set(path, text)
  const natives = found.flatMap(({ path, native }) => (native === null ? [] : [path]))
  const subject = { files, manifests: manifests.read, natives, says: SAYS, known }
  const { seen, unanswered } = isDependency
    ? judgeLibrary(subject, staged(alone, manifests.read), bundlesIn(sources))
    : judgeCode(subject, CODE_RULES)
  const tools = isDependency ? { findings: [], unanswered: [] } : judgeTools(name, files, texts)
  const findings = [...seen.map((one) => toldOf(one, texts.get(one.spot.path) ?? null)), ...tools.findings]
  const open = openIn(found, files, manifests.unread)
  return {
    name,
    findings: isDependency ? findings.map((finding) => inPackage(name, finding)) : findings,
    unanswered: [
      ...[...open].map(([path, why]) => ({ rule: 'read', why: `${path}: ${why}` })),
      ...unanswered,
      ...tools.unanswered,
    ],
    files: found.length,
    unread: open.size,
    code: files.length,
    natives: natives.length,
    others: found.filter(({ path, source }) => source === null && OTHER_CODE.test(path)).length,
    apart,
    can: abilitiesOf(files, (path) => texts.get(path) ?? ''),
  }
}

/**
 * What a library does by being loaded or installed counts as it does in a server, taken from each file by itself: between files, or in a bundle of them, whatever its
 * first object could ever do seems to be called when that is made. What it can do when it is asked to is told, and is no evidence: data that
 * is followed through so much code seems to come from everywhere.
 */
function judgeLibrary(subject: Subject, alone: Subject['files'], bundles: ReadonlySet<string>): Judged {
  const files = alone.map((file) => ({
    ...file,
    facts: file.facts.filter(({ stage }) => stage === 'install' || (stage === 'import' && !bundles.has(file.path))),
  }))
  const sure = files.map((file) => ({ ...file, facts: file.facts.filter(({ isSure }) => isSure === true) }))
  const loaded = judgeCode({ ...subject, files }, LOADED_RULES)
  const surely = judgeCode({ ...subject, files: sure }, SURE_RULES)
  const done = { seen: [...loaded.seen, ...surely.seen], unanswered: [...loaded.unanswered, ...surely.unanswered] }
  const able = judgeCode(subject, LIBRARY_RULES)
  const known = new Set(done.seen.map(keyOf))
  const told = able.seen.flatMap((one) => (known.has(keyOf(one)) ? [] : [{ ...one, rule: { ...one.rule, ...TOLD } }]))
  return { seen: [...done.seen, ...told], unanswered: [...done.unanswered, ...able.unanswered] }
}

const TOLD = { severity: 'medium', tier: 'review' } as const

const keyOf = ({ rule, spot }: Seen): string => `${rule.id} ${spot.path} ${spot.at}`

/** Each file is told once, by the first reason. */
function openIn(
  found: readonly Found[],
  files: readonly { readonly path: string; readonly unread: string | null }[],
  manifests: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const open = new Map<string, string>()
  for (const { path, unread } of [...files, ...found]) if (unread !== null && !open.has(path)) open.set(path, unread)
  for (const [path, why] of manifests) if (!open.has(path)) open.set(path, why)
  return open
}

const inPackage = (name: string, { evidence, ...finding }: Finding): Finding => ({
  ...finding,
  evidence: { ...evidence, note: `in ${reveal(name)}${evidence.note === undefined ? '' : `: ${evidence.note}`}` },
})

/** Code that is not read: shells, and what is compiled or started elsewhere. */
const OTHER_CODE =
  /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|rb|php|pl|lua|go|rs|java|kt|cs|c|cc|cpp|swift|wasm|jar|class|pyc)$/i
