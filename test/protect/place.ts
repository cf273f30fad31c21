// A home of its own with configs of clients in it, and the built program run there as its user would run it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const NODE = realpathSync(process.execPath)
export const BIN = fileURLToPath(new URL('../../bin/sallyport.js', import.meta.url))

export type Answer = { readonly status: number | null; readonly stdout: string; readonly stderr: string }
export type Place = {
  readonly home: string
  readonly state: string
  readonly env: Record<string, string>
  readonly path: (name: string) => string
  readonly read: (name: string) => string
  readonly write: (name: string, text: string | Uint8Array) => void
  readonly run: (...words: string[]) => Answer
  readonly start: (...words: string[]) => ChildProcess
  readonly remove: () => void
}

export function makePlace(files: Readonly<Record<string, string | Uint8Array>>, config = 'yes: allow\n'): Place {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-protect-')))
  chmodSync(home, 0o755)
  const state = join(home, 'state')
  mkdirSync(state, { mode: 0o700 })
  writeFileSync(join(state, 'config.yaml'), config, { mode: 0o600 })
  const cwd = join(home, 'work')
  mkdirSync(cwd)
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, SALLYPORT_HOME: state, NO_COLOR: '1' }
  const path = (name: string): string => join(home, name)
  const place: Place = {
    home,
    state,
    env,
    path,
    read: (name) => readFileSync(path(name), 'latin1'),
    write(name, text) {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), text)
    },
    run: (...words) => spawnSync(NODE, [BIN, ...words], { env, cwd, encoding: 'utf8', timeout: 60_000 }),
    start: (...words) => spawn(NODE, [BIN, ...words], { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] }),
    remove: () => {
      // What is in the store may not be written, and so not removed, by its owner.
      spawnSync('chmod', ['-R', 'u+rwX', home])
      rmSync(home, { recursive: true, force: true })
    },
  }
  for (const [name, text] of Object.entries(files)) place.write(name, text)
  return place
}

/** What an entry says once it is ours, in JSON. */
export const ours = (server: string): { command: string; args: string[] } => ({
  command: NODE,
  args: [BIN, 'run', server],
})

export const config = (servers: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify({ mcpServers: servers }, null, 2)}\n`
