// Starts the sandboxing process of a plan. All options and variables travel by descriptor: argv is public on this machine.
// Spawn from the main thread only: the kernel ties "die with parent" to the thread, not to the process.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Duplex, Readable, Writable } from 'node:stream'
import { isMainThread } from 'node:worker_threads'
import { carried } from '../../core/confine/environment.ts'
import { FD, type Plan } from '../../core/confine/plan.ts'
import { Failure } from '../../core/model/failure.ts'
import { leakingDescriptors } from './descriptors.ts'

export type Started = {
  readonly child: ChildProcess
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The line to the start script. */
  readonly talk: Duplex
  /** Host pid of the first process inside: killing it takes everything with it. Rejects when it never came up. */
  readonly initPid: Promise<number>
}

/** The public command line: no option, no variable, no secret. */
export function commandLine({ tools, drop }: Plan, command: readonly string[]): [string, ...string[]] {
  const inner = [tools.bwrap, '--args', String(FD.options), '--', ...command] as [string, ...string[]]
  return drop === null ? inner : [tools.bwrap, '--args', String(FD.staging), '--', ...drop, ...inner]
}

export function start(plan: Plan, command: readonly string[]): Started {
  if (!isMainThread) throw new Error('a sandbox must be started from the main thread')
  const [program, ...args] = commandLine(plan, command)
  const stdio: (number | 'pipe' | 'ignore')[] = Array(FD.firstFile + plan.files.length).fill('pipe')
  if (plan.staging === null) stdio[FD.staging] = 'ignore'
  const nothing = openSync('/dev/null', 'r')
  try {
    for (const fd of leakingDescriptors()) {
      while (stdio.length <= fd) stdio.push('ignore')
      if (stdio[fd] === 'ignore') stdio[fd] = nothing // Covers the leaked file; the start script closes it.
    }
    const child = spawn(program, args, { cwd: '/', env: {}, stdio })
    return wire(child, plan)
  } finally {
    closeSync(nothing)
  }
}

function wire(child: ChildProcess, plan: Plan): Started {
  const pipes = child.stdio as unknown as (Duplex | null | undefined)[]
  // A process that dies early breaks its pipes; that is told by its exit, not by these.
  for (const pipe of pipes) pipe?.on('error', () => undefined)
  const give = (fd: number, words: readonly string[]) => pipes[fd]?.end(words.map((word) => `${word}\0`).join(''))
  give(FD.options, [...plan.options, ...carried(plan.env)])
  if (plan.staging !== null) give(FD.staging, plan.staging)
  for (const { fd, text } of plan.files) pipes[fd]?.end(text)
  const [stdin, stdout, stderr, talk, status] = pipes as [Writable, Readable, Readable, Duplex, Readable]
  const initPid = childPid(status)
  initPid.catch(() => undefined)
  return { child, stdin, stdout, stderr, talk, initPid }
}

/** bwrap tells the pid of its child as the first line of JSON. */
function childPid(status: Readable | null | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const missing = () =>
      reject(new Failure('confinement-unproven', 'The sandbox did not come up. Nothing was started.'))
    if (!status) return missing()
    let text = ''
    status.setEncoding('utf8')
    status.on('data', (chunk: string) => {
      if (text.length < 4096) text += chunk
      const pid = Number(/"child-pid":\s*(\d+)/.exec(text)?.[1])
      if (Number.isSafeInteger(pid) && pid > 1) resolve(pid)
    })
    status.on('close', missing)
  })
}
