// One line of what `doctor` finds.
import type { Remedy } from '../../core/confine/remedies.ts'

/** ok: in force. note: good to know. degraded: it works, with less than there could be. missing: servers cannot run. */
export type CheckState = 'ok' | 'note' | 'degraded' | 'missing'
export type Check = {
  readonly id: string
  readonly title: string
  readonly state: CheckState
  /** What was seen. Safe to print. */
  readonly detail: string
  /** What its lack costs; empty where nothing lacks. */
  readonly cost: string
  /** What a person can do about it, in words; empty where nothing lacks. */
  readonly next: string
  /** The commands that mend it, where there are such. */
  readonly mend: readonly Remedy[]
}

/** A check that found its thing; others are made from it. */
export const ok = (id: string, title: string, detail: string): Check => ({
  ...{ id, title, state: 'ok', detail, cost: '', next: '', mend: [] },
})
