// Starts the gateway process: no shell, no terminal and no variable of whoever happened to need it first, and one descriptor: the
// connection of that door, which need not look for it then.
import { spawn } from 'node:child_process'
import { constants, openSync, closeSync } from 'node:fs'
import type { Socket } from 'node:net'

export type StartPlan = {
  /** Both by their real paths. */
  readonly node: string
  readonly bin: string
  readonly env: Readonly<Record<string, string>>
  /** What it says when it cannot do its job; begun anew with each process. */
  readonly log: string
  /** Where compiled code is kept; null: nowhere. */
  readonly code: string | null
}

export type Starting = {
  /** Nothing of the other side is known before it has shown the key, as for any connection. */
  readonly socket: Socket
}

/** The variable that tells a gateway the number of that descriptor. */
export const FIRST_DOOR = 'SALLYPORT_FIRST_DOOR'
export const FIRST_DOOR_FD = 3

/** The room where new values live, in MB: a start fills it once, and what lives then would be copied while a client waits. */
const ROOM = ['--min-semi-space-size=16']

/** The socket closes when the process has ended, which it does soon only when it could not begin or another one was there. */
export function startGateway({ node, bin, env: passed, log, code }: StartPlan): Starting {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
  const words = openSync(log, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
  const kept = code === null ? {} : { NODE_COMPILE_CACHE: code }
  try {
    const child = spawn(node, [...ROOM, bin, 'gateway'], {
      cwd: '/',
      env: { ...passed, ...kept, [FIRST_DOOR]: String(FIRST_DOOR_FD) },
      detached: true,
      stdio: ['ignore', 'ignore', words, 'pipe'],
    })
    child.on('error', () => undefined)
    child.unref()
    const socket = child.stdio[FIRST_DOOR_FD] as Socket
    socket.on('error', () => undefined)
    return { socket }
  } finally {
    closeSync(words)
  }
}
