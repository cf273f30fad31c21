// How soon the watch tells of a new entry: written into files that are there, and into ones whose folder was not there before.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { median } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const BIN = fileURLToPath(new URL('../bin/sallyport.js', import.meta.url))
const BUDGET_MS = 5_000

const servers = (name: string): string => JSON.stringify({ mcpServers: { [name]: { command: name } } })
const THERE = ['.cursor/mcp.json', '.gemini/settings.json', '.claude.json']
const NEW = ['.lmstudio/mcp.json', '.claude/plugins/cache/one/1.0.0/.mcp.json', '.continue/mcpServers/one.json']

export async function run(): Promise<Row[]> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-bench-')))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  mkdirSync(join(home, 'state'), { mode: 0o700 })
  for (const path of THERE) write(path, servers('before'))
  const env = { HOME: home, SALLYPORT_HOME: join(home, 'state') }
  const child = spawn(NODE, [BIN, 'protect', '--watch', '--json'], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  try {
    await once(child.stderr, 'data')
    const times: number[] = []
    for (const [index, path] of [...THERE, ...NEW].entries()) {
      const began = performance.now()
      write(path, servers(`late${index}`))
      for (let isTold = false; !isTold;) {
        const { value, done } = (await lines.next()) as { value: string; done?: boolean }
        if (done === true) throw new Error('the watch ended')
        isTold = value.includes(`"late${index}"`)
      }
      times.push(performance.now() - began)
    }
    const slowest = Math.max(...times)
    const value = `${median(times).toFixed(0)} ms, the slowest of ${times.length} ${slowest.toFixed(0)} ms`
    return [{ what: 'a new entry is told by the watch', value, budget: '≤5 s', holds: slowest <= BUDGET_MS }]
  } finally {
    child.kill('SIGTERM')
    await end
    rmSync(home, { recursive: true, force: true })
  }
}
