// The lockfile that a project brings along, and what a change makes of it.
import type { Evidence } from '../../model/finding.ts'
import { untrusted } from '../../model/untrusted.ts'

/** `line`, from 1. `of` is what it is about, a stranger's word; `words` are our own, with what a stranger wrote quoted. */
export type LockRemark = { readonly line: number; readonly of: string; readonly words: string }

export type LockSubject = {
  /** Path in the project; safe to print. */
  readonly place: string
  /** Why nothing in it counts. */
  readonly unproven: LockRemark | null
  /** How it is older than what was there before the change. */
  readonly setBack: LockRemark | null
  /** What it permits beyond what was there before. */
  readonly wider: readonly LockRemark[]
}

export const remarked = ({ place }: LockSubject, { line, of, words }: LockRemark): Evidence => ({
  at: `${place}:${line}`,
  excerpt: untrusted(of),
  note: words,
})

const SAMPLE: LockSubject = { place: 'sallyport.lock', unproven: null, setBack: null, wider: [] }
export const lockWith = (parts: Partial<LockSubject>): LockSubject => ({ ...SAMPLE, ...parts })
