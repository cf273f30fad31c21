// Starts the sandboxing process of a plan. All options and variables travel by descriptor: argv is public on this machine.
// Spawn from the main thread only: the kernel ties "die with parent" to the thread, not to the process.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex, Readable, Writable } from 'node:stream'
import { isMainThread } from 'node:worker_threads'
import { carried } from '../../core/confine/environment.ts'
import { FD, type Plan } from '../../core/confine/plan.ts'
import { encode } from '../../core/confine/seccomp/assemble.ts'
import { leakingDescriptors } from './descriptors.ts'

export type Started = {
  readonly child: ChildProcess
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The line to the start script. */
  readonly talk: Duplex
  /** Host pid of the first process inside, once there is one: killing it takes everything with it. */
  readonly initPid: () => number | null
  /** Settles when the sandboxing process is gone. What is inside dies with it, a moment later where a server ended by itself. */
  readonly gone: Promise<void>
}

/** The public command line: no option of the sandbox, no variable, no secret. */
export function commandLine(
  { tools, drop, network, tracer, crash }: Plan,
  command: readonly string[],
): [string, ...string[]] {
  const inner = [tools.bwrap, '--args', String(FD.options), '--', ...command]
  const staged = drop === null ? inner : [tools.bwrap, '--args', String(FD.staging), '--', ...drop, ...inner]
  return [...crash, ...(tracer ?? []), ...(network?.command ?? []), ...staged] as [string, ...string[]]
}

/** `scratch` is a private folder of ours, for a file that is gone before this returns. */
export function start(plan: Plan, command: readonly string[], scratch: string): Started {
  if (!isMainThread) throw new Error('a sandbox must be started from the main thread')
  const [program, ...args] = commandLine(plan, command)
  const status = openStatus(scratch)
  const stdio: (number | 'pipe' | 'ignore' | 'ipc')[] = Array(FD.firstFile + plan.files.length).fill('pipe')
  stdio[FD.status] = status
  if (plan.staging === null) stdio[FD.staging] = 'ignore'
  if (plan.network !== null) stdio[plan.network.fd] = 'ipc'
  const nothing = openSync('/dev/null', 'r')
  try {
    for (const fd of leakingDescriptors()) {
      while (stdio.length <= fd) stdio.push('ignore')
      if (stdio[fd] === 'ignore') stdio[fd] = nothing // Covers the leaked file; the start script closes it.
    }
    const child = spawn(program, args, { cwd: '/', env: {}, stdio })
    return wire(child, plan, status)
  } finally {
    closeSync(nothing)
  }
}

function wire(child: ChildProcess, plan: Plan, statusFd: number): Started {
  const pipes = child.stdio as unknown as (Duplex | null | undefined)[]
  // A process that dies early breaks its pipes; that is told by its exit, not by these.
  for (const pipe of pipes) pipe?.on('error', () => undefined)
  const give = (fd: number, words: readonly string[]) => pipes[fd]?.end(words.map((word) => `${word}\0`).join(''))
  give(FD.options, [...plan.options, ...carried(plan)])
  if (plan.staging !== null) give(FD.staging, plan.staging)
  pipes[FD.filter]?.end(encode(plan.filter))
  for (const { fd, text } of plan.files) pipes[fd]?.end(text)
  const [stdin, stdout, stderr, talk] = pipes as [Writable, Readable, Readable, Duplex]
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve())
  })
  return { child, stdin, stdout, stderr, talk, initPid: watchStatus(child, statusFd), gone }
}

function watchStatus(child: ChildProcess, statusFd: number): () => number | null {
  let known: number | null = null
  let isOpen = true
  const close = () => {
    if (isOpen) closeSync(statusFd)
    isOpen = false
  }
  child.once('exit', close).once('error', close)
  return () => (known ??= isOpen ? childPid(statusFd) : null)
}

/**
 * bwrap tells the pid of its child here. A file, not a pipe: when we are killed while it starts, a broken pipe would end it
 * before it wakes its child, which would then wait for ever.
 */
function openStatus(folder: string): number {
  const path = join(folder, 'status')
  const fd = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return fd
}

function childPid(statusFd: number): number | null {
  const text = Buffer.alloc(512)
  const length = readSync(statusFd, text, 0, text.length, 0)
  const pid = Number(/"child-pid":\s*(\d+)/.exec(text.toString('latin1', 0, length))?.[1])
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null
}
