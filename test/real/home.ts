// A state folder of its own with real servers from the package registry approved in it, and a way to start them through us.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { discard } from '../../src/io/source/entry.ts'

export const NODE = realpathSync(process.execPath)
export const BIN = fileURLToPath(new URL('../../bin/sallyport.js', import.meta.url))

export type Home = {
  readonly folder: string
  /** A folder that servers may be given. Open to all, because a root caller's servers run as another user. */
  readonly data: string
  readonly env: Record<string, string>
  readonly sallyport: (...words: string[]) => {
    readonly status: number | null
    readonly stdout: string
    readonly stderr: string
  }
  readonly spawn: (...words: string[]) => ReturnType<typeof spawn>
  /** Into its folder of settings and state, for its owner alone. */
  readonly write: (name: string, text: string) => void
  /** A copy of a program, alone in a folder: approving it takes in that folder and nothing of ours. */
  readonly put: (program: string) => string
  readonly remove: () => Promise<void>
}

export function makeHome(config = 'yes: allow\ntrustOnce: allow\n'): Home {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-real-'))
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  const state = join(folder, 'state')
  mkdirSync(data)
  chmodSync(data, 0o777)
  mkdirSync(state, { mode: 0o700 })
  const write = (name: string, text: string): void => writeFileSync(join(state, name), text, { mode: 0o600 })
  write('config.yaml', placed(config))
  const env = { ...(process.env as Record<string, string>), SALLYPORT_HOME: state, NO_COLOR: '1' }
  return {
    folder,
    data,
    env,
    sallyport: (...words) =>
      spawnSync(NODE, [BIN, ...words], { env, cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 }),
    spawn: (...words) => spawn(NODE, [BIN, ...words], { env, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] }),
    write,
    put: (program) => {
      const own = join(folder, 'servers', basename(program, '.mjs'))
      mkdirSync(own, { recursive: true })
      const copy = join(own, basename(program))
      copyFileSync(program, copy)
      return copy
    },
    remove: () => discard(folder),
  }
}

/** Most tests look at the process that they started: its guard is in there, unless they say otherwise. */
const placed = (config: string): string => (config.includes('runIn:') ? config : `${config}runIn: itself\n`)

/** Tests keep their servers below the shared temporary folder, and nobody types here. */
export const SCRATCH = ['--accept', 'shared-place'] as const

/** Versions of the registry's servers that the tests use. */
export const SERVERS = {
  filesystem: '@modelcontextprotocol/server-filesystem@2026.8.31',
  memory: '@modelcontextprotocol/server-memory@2026.8.31',
  everything: '@modelcontextprotocol/server-everything@2026.8.31',
  thinking: '@modelcontextprotocol/server-sequential-thinking@2026.8.31',
} as const
