// Many lines, one fsync: whoever asks while one is running shares the next.

export type GroupCommit = {
  /** Within `waitMs`, without keeping the process alive for it. */
  readonly soon: () => void
  /** Resolves after a commit that began after this call. */
  readonly now: () => Promise<void>
}

/** `commit` reports its own failures to those who need to know: `soon` has nobody to tell. */
export function groupCommit(commit: () => Promise<void>, waitMs: number): GroupCommit {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()
  let queued: Promise<void> | null = null

  const now = (): Promise<void> => {
    queued ??= running.then(run, run)
    return queued
  }
  const run = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    queued = null
    running = commit()
    return running
  }
  const soon = (): void => {
    timer ??= setTimeout(() => void now().catch(() => undefined), waitMs).unref()
  }
  return { soon, now }
}
