// Who listens at a socket, said beside it: one that was killed leaves the socket behind. A hint alone, for who would start another.
import { readlinkSync, rmSync } from 'node:fs'
import { claim, isStale, newOwner } from '../file/claim.ts'

export const listenerOf = (socket: string): string => `${socket}.by`

/** In place of whoever listened there before. Where it cannot be said, doors ask at the socket. */
export function signIn(socket: string): void {
  try {
    rmSync(listenerOf(socket), { force: true })
    claim(listenerOf(socket), newOwner())
  } catch {
    // It listens all the same.
  }
}

/** While it still listens: after that the mark could be that of the next. */
export function signOut(socket: string): void {
  try {
    rmSync(listenerOf(socket), { force: true })
  } catch {
    // What lies there is no mark.
  }
}

/** Whether who listened there is surely gone. */
export function isDeserted(socket: string): boolean {
  try {
    return isStale(readlinkSync(listenerOf(socket)))
  } catch {
    return false
  }
}
