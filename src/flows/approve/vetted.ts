// What a record of a vetting brings to an approval: the command, what it used as grants, and what was found, which a person must know.
import { canonical } from '../../core/canon/digest.ts'
import type { Artifact } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Look } from '../../core/model/look.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { VetRecord } from '../../core/vet/record.ts'
import { provenanceFor } from '../../core/vet/vouched.ts'

type Played<One extends VetRecord = VetRecord> = One & { readonly suggests: NonNullable<VetRecord['suggests']> }

/** Throws a Failure for a record that nothing may be approved by. */
export function usable<One extends VetRecord>(record: One): Played<One> {
  const shown = quote(untrusted(record.name), 200)
  const { verdict, suggests } = record
  if (verdict === 'malicious') {
    throw new Failure('usage-invalid', `the record says that ${shown} is malicious`, {
      fix: 'Do not approve it. `sallyport vet` prints the evidence again.',
    })
  }
  if (suggests === null) {
    throw new Failure('usage-invalid', `the record does not say which bytes of ${shown} were looked at`, {
      fix: 'Make it without `--no-rehearsal`: only what was played has a digest that an approval can be compared with.',
    })
  }
  return { ...record, suggests }
}

/** How clients start it. Empty where only the person knows: a folder, or an image. */
export function wordsFor({ suggests: { artifact } }: Played): readonly string[] {
  if (artifact.kind === 'npm') return ['npx', '-y', `${artifact.name}@${artifact.version}`]
  if (artifact.kind === 'pypi') return ['uvx', `${artifact.name}@${artifact.version}`]
  return artifact.kind === 'folder' ? [artifact.path] : []
}

type Words = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** What it used is added to what the person says. Folders are theirs alone to name. */
export function withSuggested(options: Words, { suggests: { net, env } }: Played): Words {
  const joined = (name: string, more: readonly string[]): readonly string[] => {
    const said = options[name]
    return [...new Set([...(Array.isArray(said) ? (said as readonly string[]) : []), ...more])]
  }
  const secrets = joined('secret', []).map((word) => word.split('=')[0])
  return {
    ...options,
    net: joined('net', net),
    env: joined(
      'env',
      env.filter((name) => !secrets.includes(name)),
    ),
  }
}

/** The look, with what the vetting found and could not answer: its rules are accepted by name like any other. Other bytes are another server. */
export function withRecord(look: Look, record: Played): Look {
  const { findings, parts, suggests, verdict, origin } = record
  const isSameBytes = look.resolved !== null && isOfBytes(record, look.resolved.artifact)
  const open = parts.flatMap(({ unanswered }) => unanswered)
  const report = {
    subject: 'vetting',
    findings,
    unanswered: look.resolved === null || isSameBytes ? open : [...open, OTHER_BYTES],
    looked: [`the record of its vetting, which says: ${verdict}`],
    notLooked: [],
  }
  const provenance = isSameBytes ? provenanceFor(suggests.artifact, origin) : null
  return { ...look, reports: [...look.reports, report], provenance }
}

const OTHER_BYTES = { rule: 'vetted-bytes', why: 'what would be approved is not what was vetted: its bytes differ' }

/** A record that names no bytes is of none. */
export const isOfBytes = ({ suggests }: Pick<VetRecord, 'suggests'>, artifact: Artifact): boolean =>
  suggests !== null && bytesOf(artifact) === bytesOf(suggests.artifact)

/** Where a folder lies, and what an image is called, says nothing about what it holds. */
function bytesOf(artifact: Artifact): string {
  if (artifact.kind === 'folder') return artifact.tree
  return artifact.kind === 'image' ? artifact.image : canonical(artifact)
}
