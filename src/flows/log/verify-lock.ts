// Compares the lockfile with what the log tells of it: who puts an old one back can put back the memory of its serial as well, and what was
// taken away since would be approved again.
import type { Fault } from '../../core/evidence/fault.ts'
import type { LockChange } from '../../core/evidence/lock-changes.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { openLock } from '../../io/store/lockfile.ts'

type Compared = { readonly faults: readonly Fault[]; readonly unanswered: readonly string[] }

/** A lockfile that is gone approves nothing, and one that was begun anew has changes of its own in the log. */
export async function verifyLock(changed: LockChange | null, paths: Paths): Promise<Compared> {
  if (changed === null) return { faults: [], unanswered: [] }
  try {
    const { serial } = await openLock(paths).read()
    if (serial === 0 || serial >= changed.serial) return { faults: [], unanswered: [] }
    const detail = `Its serial is ${serial}, and ${changed.file}:${changed.line} tells of ${changed.serial}.`
    return {
      faults: [{ kind: 'lock-set-back', file: paths.lockfile, line: null, lastLine: null, detail }],
      unanswered: [],
    }
  } catch (cause) {
    if (cause instanceof Failure) return { faults: [], unanswered: [cause.message] }
    throw cause
  }
}
