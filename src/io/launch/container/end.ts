// Containers outlive who started them: their own supervisor belongs to nobody. So a small process waits beside each of ours
// and takes it away when we say so or die, and what even that left is swept by the next who looks.
import { spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { isAlive, markOf } from '../../file/alive.ts'
import { engineEnv, tellEngine, type Engine } from './engine.ts'

/**
 * A line means: take it away now. The end of input means that its guard has died, perhaps while the engine was still making
 * the container: then it looks a second time.
 */
const SCRIPT = 'if read -r _; then exec "$@"; fi; "$@"; sleep 1; exec "$@"'

export type Undertaker = {
  /** Takes the container away; resolves when it is gone. May be asked twice. */
  readonly end: () => Promise<void>
  /** Settles when it has gone, which before `end` must not be. */
  readonly gone: Promise<void>
}

/** `bash` is started in a session of its own, so that what ends us does not end it too. */
export function hireUndertaker(engine: Engine, bash: string, name: string): Undertaker {
  const command = [engine.program, 'rm', '--force', '--time', '0', '--ignore', '--volumes', name]
  const words = ['--norc', '--noprofile', '-c', SCRIPT, 'sallyport-undertaker', ...command]
  const child = spawn(bash, words, {
    cwd: '/',
    env: engineEnv(engine),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.on('error', () => undefined)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve())
  })
  const end = async (): Promise<void> => {
    child.stdin.end('end\n')
    await gone
    // Should it have been killed before: once more by ourselves.
    if (child.exitCode !== 0) await tellEngine(engine, command.slice(1))
  }
  return { end, gone }
}

export const GUARD_LABEL = 'sallyport.guard'

/** Who guards a container: a process of this machine, in the space in which its number means something. */
export function guardLabel(): string {
  const { pid, start } = markOf(process.pid)
  return `${pid}-${start}-${processSpace()}`
}

const processSpace = (): string => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''

/** Takes away the containers whose guard is dead, and says how many there were. */
export async function sweepContainers(engine: Engine): Promise<number> {
  const format = `{{.ID}} {{index .Labels "${GUARD_LABEL}"}}`
  const said = await tellEngine(engine, [
    'ps',
    '--all',
    '--no-trunc',
    '--filter',
    `label=${GUARD_LABEL}`,
    '--format',
    format,
  ])
  if (!said.ok) return 0
  const space = processSpace()
  const left = said.stdout.split('\n').flatMap((line) => {
    const [, id, pid, start, its] = /^([0-9a-f]{64}) (\d+)-(\d*)-(\d+)$/.exec(line) ?? []
    if (id === undefined || its !== space) return []
    return isAlive({ pid: Number(pid), start: start! }) ? [] : [id]
  })
  if (left.length > 0) await tellEngine(engine, ['rm', '--force', '--time', '0', '--ignore', '--volumes', ...left])
  return left.length
}
