// Starts the gateway process: no shell, no terminal, no descriptor and no variable of whoever happened to need it first.
import { spawn } from 'node:child_process'
import { constants, openSync, closeSync } from 'node:fs'

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

/** The room where new values live, in MB: a start fills it once, and what lives then would be copied while a client waits. */
const ROOM = ['--min-semi-space-size=16']

/** Settles when the process has ended, which it does soon only when it could not begin. */
export function startGateway({ node, bin, env: passed, log, code }: StartPlan): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
  const words = openSync(log, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
  const env = code === null ? passed : { ...passed, NODE_COMPILE_CACHE: code }
  try {
    const child = spawn(node, [...ROOM, bin, 'gateway'], {
      cwd: '/',
      env,
      detached: true,
      stdio: ['ignore', 'ignore', words],
    })
    child.unref()
    return new Promise((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
  } finally {
    closeSync(words)
  }
}
