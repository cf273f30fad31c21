// Keeps the signed head near the end of the chain: outside the log folder, whole or not at all, at most once in a while.
import { signHead, type Head } from '../../../core/evidence/head.ts'
import type { Signer } from '../../../core/evidence/note.ts'
import { replaceFile } from '../../file/replace.ts'
import type { Position } from './chain-file.ts'
import { hash } from './signer.ts'

export type HeadKeeper = {
  /** Signs this position, or a later one, within a while. Only positions that are on disk may be given. */
  readonly soon: (position: Position) => void
  readonly now: (position: Position, state: Head['state']) => Promise<void>
  /** Why the newest attempt failed: while it stands, a cut would not show, so nothing may be recorded. */
  readonly failure: () => Error | null
}

export type HeadOptions = {
  readonly writer: string
  readonly path: string
  readonly everyMs: number
  readonly now: () => Date
}

export function keepHead(signer: Signer, { writer, path, everyMs, now }: HeadOptions): HeadKeeper {
  let newest: Position | null = null
  let timer: NodeJS.Timeout | null = null
  let lastAt = -Infinity
  let running: Promise<void> = Promise.resolve()
  let failed: Error | null = null
  let isClosed = false

  const replace = async (head: Head): Promise<void> => {
    try {
      await replaceFile(path, signHead(head, signer, hash))
      failed = null
    } catch (cause) {
      failed = cause as Error
      throw cause
    }
  }

  const write = (position: Position, state: Head['state']): Promise<void> => {
    lastAt = performance.now()
    const attempt = running.then(() => replace({ writer, ...position, state, at: now().toISOString() }))
    // The next one must not be stopped by this one.
    running = attempt.catch(() => undefined)
    return attempt
  }

  const soon = (position: Position): void => {
    newest = position
    if (timer !== null || isClosed) return
    timer = setTimeout(
      () => {
        timer = null
        if (newest !== null && !isClosed) write(newest, 'open').catch(() => undefined)
      },
      Math.max(0, everyMs - (performance.now() - lastAt)),
    ).unref()
  }

  return {
    soon,
    now: (position, state) => {
      isClosed ||= state === 'closed'
      if (timer !== null) clearTimeout(timer)
      timer = null
      return write(position, state)
    },
    failure: () => failed,
  }
}
