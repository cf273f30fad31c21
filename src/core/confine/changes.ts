// How many files that were there before a server changes in a short time: what locks up or wipes a folder changes many of them
// at once. It bounds such damage and does not prevent it (decision 25).
import type { Bind } from './plan.ts'
import type { Exceeded } from './limits.ts'

/** Counts each file once, however often it changes. Holds no more than the window does. */
export class RecentChanges {
  readonly #windowMs: number
  /** From the one that changed longest ago. */
  readonly #last = new Map<string, number>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** How many there are with this one. `at` is milliseconds of one clock. */
  add(file: string, at: number): number {
    this.#last.delete(file)
    this.#last.set(file, at)
    for (const [old, when] of this.#last) {
      if (at - when < this.#windowMs) break
      this.#last.delete(old)
    }
    return this.#last.size
  }

  /** When the one that changed longest ago did so. */
  since(): number {
    return this.#last.values().next().value ?? Number.POSITIVE_INFINITY
  }

  clear(): void {
    this.#last.clear()
  }
}

export const tooManyChanges = (changed: number, limit: number, windowMs: number): Exceeded => ({
  limit: 'changes',
  words: `it changed, renamed or deleted ${changed} files within ${windowMs / 1000} s that were there before; ${limit} are allowed`,
})

/** What is watched: whatever a person granted to be written. */
export const writable = (binds: readonly Bind[]): readonly string[] =>
  binds.flatMap(({ why, source }) => (why === 'write' ? [source] : []))

/** How far the watch has come. */
export type Watched = {
  readonly folders: number
  /** False where a bound was reached, or something could not be watched. */
  readonly isWhole: boolean
}

/** For the log. Null: it was not ready in time, and went on while the server started. */
export function watchedWords(watched: Watched | null, limit: number): string {
  const about = `more than ${limit} changes of files that were there before end it`
  if (watched === null) return `${about}; its folders were not all watched yet when it started`
  const folders = `${watched.folders} ${watched.folders === 1 ? 'folder is' : 'folders are'} watched`
  return watched.isWhole ? `${about}; ${folders}` : `${about}; only ${folders}, and not all below them`
}
