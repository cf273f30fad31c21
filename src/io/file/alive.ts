// Whether a process is still the one that was meant: pids are used again, so the start time is part of the name.
import { readFileSync } from 'node:fs'

export type ProcessMark = {
  readonly pid: number
  /** Clock ticks from boot to start; empty where the system does not tell. */
  readonly start: string
}

export const markOf = (pid: number): ProcessMark => ({ pid, start: statOf(pid)?.start ?? '' })

/** A zombie counts as dead: it runs nothing and holds nothing. */
export function isAlive({ pid, start }: ProcessMark): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isThere(pid)) return false
  const now = statOf(pid)
  // It may have gone since the first look; where the system tells nothing more, the number is all there is.
  if (now === null) return isThere(pid)
  return now.state !== 'Z' && now.state !== 'X' && (start === '' || now.start === start)
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // EPERM: it is there and belongs to somebody else.
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)). The name before them may itself hold spaces and brackets. */
function statOf(pid: number): { readonly state: string; readonly start: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', start: fields[19] ?? '' }
  } catch {
    return null
  }
}
