// An entry of a config that a project brings along, together with what the project's own lockfile says of it.
import type { Evidence } from '../../model/finding.ts'
import type { LaunchEntry } from '../../model/launch.ts'
import { launches, reaches } from '../launch/place.ts'
import { excerptOf } from '../../text/excerpt.ts'
import { addressShown, withoutSecrets } from '../../text/launch-secret.ts'

/** `why` and `how` are our own words, with what a stranger wrote quoted. */
export type Approval =
  | { readonly kind: 'approved' }
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'changed'; readonly how: string }

export type ProjectSubject = {
  readonly entry: LaunchEntry
  /** The NAME of `sallyport run NAME`; null for everything else. */
  readonly guards: string | null
  /** Words of the command that are files of the project. */
  readonly files: readonly string[]
  readonly approval: Approval
  /** Whether the entry of this name started through Sallyport before the change. */
  readonly wasGuarded: boolean
}

/** The entry as a whole: its command or its address. */
export const noticedLaunch = ({ entry }: ProjectSubject, note?: string): Evidence => ({
  at: `${entry.place} ${entry.url === null ? 'argv' : 'url'}`,
  excerpt: excerptOf(entry.url === null ? withoutSecrets(entry.argv).join(' ') : addressShown(entry.url)),
  ...(note === undefined ? {} : { note }),
})

type Parts = Partial<Omit<ProjectSubject, 'entry'>>
const SAMPLE: Omit<ProjectSubject, 'entry'> = {
  guards: null,
  files: [],
  approval: { kind: 'approved' },
  wasGuarded: false,
}
export const startedBy = (argv: readonly string[], parts: Parts = {}): ProjectSubject => ({
  ...SAMPLE,
  ...parts,
  entry: launches(...argv),
})
export const reachedAt = (url: string, parts: Parts = {}): ProjectSubject => ({
  ...SAMPLE,
  ...parts,
  entry: reaches(url),
})
export const guarded = (parts: Parts = {}): ProjectSubject =>
  startedBy(['sallyport', 'run', 'files'], { guards: 'files', ...parts })
