// One vetting, as a person types it, in a state folder of its own, with what it took.
import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Severity } from '../../src/core/model/finding.ts'
import { bySeverity } from '../../src/core/report/outcome.ts'
import { treeGauge } from '../../src/io/launch/tree.ts'
import { discard } from '../../src/io/source/entry.ts'

export type Measured = {
  readonly server: string
  readonly verdict: string
  readonly coverage: string
  /** `severity rule place` of the worst finding; empty where there is none. */
  readonly worst: string
  readonly seconds: number
  /** Of the processor, in all of its processes. */
  readonly cpuSeconds: number
  /** The most that all of its processes held at a time, pages that they share counted once. */
  readonly megabytes: number
  readonly commit: string
  /** How many wanted to run on this machine on average over the last minute of it. */
  readonly load: number
  readonly cores: number
}

type Told = {
  readonly verdict?: string
  readonly coverage?: string
  readonly error?: { readonly message?: string }
  readonly parts?: readonly { readonly findings: readonly Finding[] }[]
}
type Finding = { readonly severity: Severity; readonly rule: string; readonly at: string }

const MOST_MS = 20 * 60_000
const LOOK_EVERY_MS = 200

export async function measured(server: string, commit: string): Promise<Measured & { readonly told: string }> {
  const state = await mkdtemp(join(tmpdir(), 'vet-popular-'))
  try {
    const began = performance.now()
    const child = spawn(process.execPath, ['bin/sallyport.js', 'vet', server, '--json'], {
      env: { ...process.env, SALLYPORT_HOME: state },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: MOST_MS,
      killSignal: 'SIGKILL',
    })
    const look = treeGauge(child.pid!, 0)
    const most = { memoryBytes: 0, cpuMs: 0 }
    const remember = async (): Promise<void> => {
      const seen = await look()
      most.memoryBytes = Math.max(most.memoryBytes, seen?.memoryBytes ?? 0)
      most.cpuMs = Math.max(most.cpuMs, seen?.cpuMs ?? 0)
    }
    const looking = setInterval(() => void remember(), LOOK_EVERY_MS)
    const told = await text(child.stdout)
    clearInterval(looking)
    return {
      server,
      ...read(told),
      seconds: Math.round((performance.now() - began) / 1_000),
      cpuSeconds: Math.round(most.cpuMs / 1_000),
      megabytes: Math.round(most.memoryBytes / 1024 ** 2),
      commit,
      load: Math.round(loadavg()[0]! * 10) / 10,
      cores: cpus().length,
      told,
    }
  } finally {
    await discard(state)
  }
}

function read(told: string): Pick<Measured, 'verdict' | 'coverage' | 'worst'> {
  if (told === '') return { verdict: 'none', coverage: '', worst: 'it said nothing' }
  const { verdict, coverage = '', error, parts = [] } = JSON.parse(told) as Told
  if (verdict === undefined) return { verdict: 'none', coverage, worst: error?.message ?? '' }
  const [worst] = bySeverity(parts.flatMap(({ findings }) => findings))
  return { verdict, coverage, worst: worst === undefined ? '' : `${worst.severity} ${worst.rule} ${worst.at}` }
}
