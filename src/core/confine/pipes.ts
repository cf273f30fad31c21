// Named pipes in folders that a server may only read. Writing to one changes nothing on a disk, so a read-only folder lets it be, and whoever
// holds its other end hears it. Each that was found is covered by a device that hears nothing.
import { counted } from '../text/counted.ts'

export type Pipes = {
  /** Real paths. */
  readonly paths: readonly string[]
  /** False where a bound was reached: there may be more, and those it may write to. */
  readonly isWhole: boolean
}

export const PIPE_COVER = '/dev/null'

/** For the log; null where there is nothing to tell. */
export function pipesProof(pipes: Pipes | undefined): string | null {
  if (pipes === undefined || (pipes.paths.length === 0 && pipes.isWhole)) return null
  const more = pipes.isWhole ? '' : '; not everything was looked at, and it may write to others'
  return `finds no pipe in place of ${counted(pipes.paths.length, 'named pipe')} in folders that it may only read${more}`
}
