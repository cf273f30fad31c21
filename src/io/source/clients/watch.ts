// Tells that something in the configs of clients may have changed: many files, most of which do not exist yet. The system's
// notices come first; a look every second is the belt for file systems, and for folders still to be made, that send none.
import { statSync, watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'

const POLL_MS = 1_000
/** An editor writes in several steps; they are one change. */
const SETTLE_MS = 50

/** Never keeps the process alive. Files and folders may be missing, come and go. */
export function watchFiles(paths: () => readonly string[], onChange: () => void): () => void {
  const known = new Map<string, string>()
  const folders = new Map<string, FSWatcher>()
  let settling: NodeJS.Timeout | undefined
  // A folder such as the home tells of much that is nobody's config: only what changed a file of ours to watch counts.
  const notice = (): void => {
    clearTimeout(settling)
    settling = setTimeout(look, SETTLE_MS, false)
  }
  const look = (isFirst: boolean): void => {
    let isChanged = false
    for (const path of paths()) {
      const now = stateOf(path)
      if (known.get(path) !== now) isChanged = true
      known.set(path, now)
      follow(dirname(path), folders, notice)
    }
    if (isChanged && !isFirst) onChange()
  }
  look(true)
  const poll = setInterval(look, POLL_MS, false).unref()
  return () => {
    clearInterval(poll)
    clearTimeout(settling)
    for (const watcher of folders.values()) watcher.close()
  }
}

function follow(folder: string, folders: Map<string, FSWatcher>, notice: () => void): void {
  if (folders.has(folder)) return
  try {
    const watcher = watch(folder, { persistent: false }, notice)
    // The folder was removed, or there are no watches left: the poll still looks.
    watcher.on('error', () => {
      watcher.close()
      folders.delete(folder)
    })
    folders.set(folder, watcher)
  } catch {
    // Not there yet.
  }
}

function stateOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? 'unknown'
  }
}
