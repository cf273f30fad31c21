// How long a person waits for `--help`: the whole process, against a Node that does nothing.
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const BIN = fileURLToPath(new URL('../bin/sallyport.js', import.meta.url))

export async function run(): Promise<Row[]> {
  const times: Record<'bare' | 'help', number[]> = { bare: [], help: [] }
  for (let turn = 0; turn < 15; turn += 1) {
    times.bare.push(time(['-e', '0']))
    times.help.push(time([BIN, '--help']))
  }
  const [bare, help] = [median(times.bare), median(times.help)]
  const value = `${help.toFixed(0)} ms (bare node ${bare.toFixed(0)}, ×${(help / bare).toFixed(1)})`
  return [{ what: '--help', value, budget: '≤100 ms', holds: help <= 100 }]
}

function time(args: readonly string[]): number {
  const began = performance.now()
  spawnSync(NODE, args, { stdio: 'ignore' })
  return performance.now() - began
}
