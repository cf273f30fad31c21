// The signal by which a client asks a server to end before it is killed.
import type { ProcessMark } from '../file/alive.ts'
import { markOf } from '../file/alive.ts'

/** Nothing is sent where that process is gone, also where another has its number by now. */
export function askToEnd({ pid, start }: ProcessMark): void {
  if (start === '' || markOf(pid).start !== start) return
  try {
    process.kill(pid, 'SIGTERM')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}
