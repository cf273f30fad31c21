// Who listens at a socket, said beside it: one that was killed leaves the socket behind. A hint alone, for who would start another.
import { readlinkSync, rmSync } from 'node:fs'
import { claim, isStale, newOwner } from '../file/claim.ts'

export const listenerOf = (socket: string): string => `${socket}.by`

/** In place of whoever listened there before. */
export function signIn(socket: string): void {
  rmSync(listenerOf(socket), { force: true })
  claim(listenerOf(socket), newOwner())
}

/** Whether who listened there is surely gone. */
export function isDeserted(socket: string): boolean {
  try {
    return isStale(readlinkSync(listenerOf(socket)))
  } catch {
    return false
  }
}
