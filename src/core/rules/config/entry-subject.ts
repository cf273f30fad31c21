// One entry of a client's config together with what stands around it: what the client does with it, and who else has its name.
import type { Evidence } from '../../model/finding.ts'
import type { LaunchEntry } from '../../model/launch.ts'
import { untrusted } from '../../model/untrusted.ts'
import { redact } from '../../text/secret.ts'

export type EntrySubject = {
  readonly entry: LaunchEntry
  /** Tools that the client calls without asking; `*` is all of them. */
  readonly autoApprove: readonly string[]
  /** Members of the entry that switch the checking of certificates off. */
  readonly tlsOff: readonly string[]
  /** Members of the entry by which the client takes variables from a file, or starts or reaches something else. */
  readonly besides: readonly string[]
  /** Names of servers that were approved. */
  readonly approved: readonly string[]
  /** Entries of the same name that start or reach something else. `place` is safe to print. */
  readonly twins: readonly { readonly place: string; readonly launch: string }[]
}

export const noticed = ({ entry }: EntrySubject, where: string, text: string, note?: string): Evidence => ({
  at: `${entry.place} ${where}`,
  excerpt: untrusted(redact(text.slice(0, 400))),
  ...(note === undefined ? {} : { note }),
})

const SAMPLE: EntrySubject = {
  entry: { name: 'files', place: 'mcp.json:2', argv: ['server'], env: {}, url: null, headers: {} },
  autoApprove: [],
  tlsOff: [],
  besides: [],
  approved: [],
  twins: [],
}
export const entryWith = (parts: Partial<Omit<EntrySubject, 'entry'>>): EntrySubject => ({ ...SAMPLE, ...parts })
export const entryNamed = (
  name: string,
  argv: readonly string[] = ['server'],
  approved: readonly string[] = [],
): EntrySubject => ({
  ...SAMPLE,
  entry: { ...SAMPLE.entry, name, argv },
  approved,
})
