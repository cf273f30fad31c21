// Tells of every change of one file within a second. The system's notice comes first; a look twice a second is the belt for
// file systems that send none.
import { statSync, watch } from 'node:fs'
import { dirname } from 'node:path'

const POLL_MS = 500

/** Never keeps the process alive. The file may be missing, come and go. */
export function watchFile(path: string, onChange: () => void): () => void {
  let last = stateOf(path)
  const look = (): void => {
    const now = stateOf(path)
    if (now === last) return
    last = now
    onChange()
  }
  const poll = setInterval(look, POLL_MS).unref()
  const stopNotices = noticesOf(dirname(path), look)
  return () => {
    clearInterval(poll)
    stopNotices()
  }
}

function noticesOf(folder: string, look: () => void): () => void {
  try {
    const notices = watch(folder, { persistent: false }, look)
    notices.on('error', () => notices.close())
    return () => notices.close()
  } catch {
    return () => undefined
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
