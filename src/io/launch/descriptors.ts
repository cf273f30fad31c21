// Open files that others handed to us must not reach a sandbox. Node marks its own close-on-exec; inherited ones may not be.
import { readdirSync, readFileSync } from 'node:fs'
import { Failure } from '../../core/model/failure.ts'

const O_CLOEXEC = 0o2000000
/** Each number below the highest leak costs a slot when spawning. */
const MAX_FD = 65_536

/** Descriptors above stderr that a child would inherit. Synchronous, so that nothing can be opened before the spawn. */
export function leakingDescriptors(): number[] {
  const leaking = readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((fd) => fd > 2 && isInherited(fd))
  if (leaking.some((fd) => fd >= MAX_FD)) {
    throw new Failure(
      'confinement-unproven',
      'An open file with a very high number was handed to us. Nothing was started.',
      {
        fix: 'Start Sallyport from a program that closes its files, or from a fresh terminal.',
      },
    )
  }
  return leaking
}

function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))
    return flags === null || (Number.parseInt(flags[1]!, 8) & O_CLOEXEC) === 0
  } catch (cause) {
    // The folder listing itself was one of the descriptors, and is closed by now.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw cause
  }
}
