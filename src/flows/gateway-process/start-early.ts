// A gateway that is surely missing is started before anything else is loaded, so that it comes up beside the door that needs it.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isMeetingPlace } from '../../core/door/handshake.ts'
import { claim, giveBack, newOwner } from '../../io/file/claim.ts'
import { isOursAlone } from '../../io/file/ours-alone.ts'
import { isDeserted } from '../../io/transport/listener.ts'
import type { Starting } from '../../io/transport/start-gateway.ts'
import { startLock } from './meeting-folder.ts'

export type Way = {
  readonly version: string
  /** Starts a gateway process. */
  readonly start: () => Starting
}

/** One that was started, while nobody else may start another. */
export type Early = Starting & { readonly giveBack: () => void }

/** Null where one may run, where it is another's turn, and where anything is not as it should be: who looks for it the usual way is told. */
export function startEarly(folder: string, { start }: Way): Early | null {
  try {
    if (!isOursAlone(folder) || mayRun(folder) || !claim(startLock(folder), newOwner())) return null
  } catch {
    return null
  }
  let isHeld = true
  // Given back twice it could be that of the next.
  const over = (): void => {
    if (isHeld) giveBack(startLock(folder))
    isHeld = false
  }
  try {
    // Another may have come up before it was our turn.
    if (!mayRun(folder)) return { ...start(), giveBack: over }
  } catch {
    // Whoever starts one in the usual way says why it cannot be.
  }
  over()
  return null
}

const mayRun = (folder: string): boolean =>
  readdirSync(folder).some((name) => isMeetingPlace(name) && !isDeserted(join(folder, name)))
