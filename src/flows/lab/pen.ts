// Unprotected, but penned: the fixture sees the machine as its user does, and can change nothing but the bait home. This is
// the care that the lab takes of the machine it runs on; it is no part of what is tested.
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { Failure } from '../../core/model/failure.ts'
import { findProgram } from '../../io/launch/host.ts'
import { keepTail } from '../../io/launch/tail.ts'

/** The machine read-only, the bait home writable, and no right that root would have beside its name. */
export const PEN = (home: string): string[] => [
  ...'--die-with-parent --new-session --unshare-pid --cap-drop ALL --ro-bind / / --dev /dev --proc /proc'.split(' '),
  ...['--bind', home, home, '--remount-ro', '/proc', '--chdir', home],
]

/** Outlives the program, so that what it leaves behind is seen; ends, with all of it, when its fourth descriptor closes. */
const SCRIPT = '"$@" 3<&-; printf x >&3; read -r -u 3 _'

export type Penned = {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderrTail: () => string
  /** The program has ended, or does not although nobody speaks to it any more; what it started may go on. */
  readonly ended: Promise<void>
  readonly end: () => Promise<void>
}

/** After the end of what it is told: an install takes a minute. Node itself was seen to wait for ever while it ends (24.21). */
const PATIENCE_MS = 180_000
const END_MS = 5_000

export async function startPenned(
  home: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  patienceMs = PATIENCE_MS,
): Promise<Penned> {
  const [bwrap, bash] = await Promise.all(['bwrap', 'bash'].map(findProgram))
  if (bwrap == null || bash == null) throw new Failure('tool-missing', 'The lab needs bubblewrap and bash')
  const args = [...PEN(home), '--', bash, '--norc', '-c', SCRIPT, 'pen', ...argv]
  const child = spawn(bwrap, args, { env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
  const life = child.stdio[3] as unknown as Readable & Writable
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  for (const pipe of child.stdio) pipe?.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => void life.once('data', () => resolve()))
  const late = new Promise<void>(
    (resolve) => void child.stdin.once('finish', () => setTimeout(resolve, patienceMs).unref()),
  )
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderrTail: keepTail(child.stderr),
    ended: Promise.race([ended, gone, late]),
    end: async () => {
      life.end()
      life.destroy()
      // Nobody reads that line while the program runs.
      const late = setTimeout(() => child.kill('SIGKILL'), END_MS)
      await gone
      clearTimeout(late)
    },
  }
}
