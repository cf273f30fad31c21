// Starts and ends one server again and again, each time in another way, and looks for what is left.
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { callLine, copyFolder, opening } from './folder.ts'
import { BIN, NODE, SCRATCH, type Home } from './home.ts'

/** Each of them leaves a forked daemon of its own session that ignores TERM, HUP and INT. */
const ENDINGS: Readonly<Record<string, (run: ChildProcess) => unknown>> = {
  'the client closes its side': (run) => run.stdin!.end(),
  'run is told to end': (run) => run.kill('SIGTERM'),
  'run is killed with SIGKILL': (run) => run.kill('SIGKILL'),
}

export type CycleRow = {
  readonly ending: string
  readonly cycles: number
  /** Processes that were there a second after. */
  readonly left: number
  /** The longest that one of them lived on, in milliseconds. */
  readonly slowest: number
}

const GONE_MS = 1_000
const START_MS = 60_000

/** `progress` hears of each cycle. */
export async function cycle(
  home: Home,
  cycles: number,
  progress: (done: number) => void,
): Promise<readonly CycleRow[]> {
  const script = join(copyFolder(home, 'soaked'), 'server.mjs')
  const approved = home.sallyport('approve', 'soaked', '--yes', ...SCRATCH, '--', 'node', script)
  if (approved.status !== 0) throw new Error(approved.stderr)
  const endings = Object.entries(ENDINGS)
  const rows = endings.map(([ending]) => ({ ending, cycles: 0, left: 0, slowest: 0 }))
  for (let done = 0; done < cycles; done += 1) {
    const [, end] = endings[done % endings.length]!
    const row = rows[done % endings.length]!
    const { left, ms } = await once(home, `cycle-${process.pid}-${done}-`, end)
    row.cycles += 1
    row.left += left
    row.slowest = Math.max(row.slowest, ms)
    progress(done + 1)
  }
  return rows
}

async function once(home: Home, marker: string, end: (run: ChildProcess) => unknown) {
  const run = spawn(NODE, [BIN, 'run', 'soaked'], {
    env: home.env,
    cwd: home.folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  run.stdin.on('error', () => undefined)
  run.stdin.write(opening() + callLine(1, 'daemon', { marker }))
  for (const until = performance.now() + START_MS; alive(marker) === 0; await sleep(10)) {
    if (performance.now() > until) throw new Error('the daemon did not start')
  }
  const began = performance.now()
  end(run)
  // Twice in a row: one look may come between the end of a process and the first sight of its child.
  for (let clear = 0; clear < 2 && performance.now() - began < GONE_MS; await sleep(5)) {
    clear = alive(marker) === 0 ? clear + 1 : 0
  }
  const found = { left: alive(marker), ms: Math.round(performance.now() - began) }
  while (run.exitCode === null && run.signalCode === null) await sleep(5)
  return found
}

/** Processes of this machine whose command line holds the marker. */
const alive = (marker: string): number =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(marker)
    } catch {
      return false
    }
  }).length
