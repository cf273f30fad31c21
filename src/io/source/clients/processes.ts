// The processes of this machine as /proc tells them (proc(5)): who started what, and whether it talks over pipes.
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs'
import { bound } from '../../../core/model/bounds.ts'

export type Process = {
  readonly pid: number
  readonly parent: number
  /** Clock ticks from boot to start: a pid with its start names one process. */
  readonly start: string
  /** At most 15 characters, as the process chose. */
  readonly name: string
  readonly argv: readonly string[]
  readonly uid: number
}

/** `isWhole`: false when there were more than are looked at. Null where the system has no /proc. */
export type Processes = { readonly processes: readonly Process[]; readonly isWhole: boolean } | null

export function listProcesses(): Processes {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return null
  }
  const pids = names.filter((name) => /^\d{1,10}$/.test(name))
  if (pids.length === 0) return null
  const most = bound('listed-processes')
  const processes = pids.slice(0, most).flatMap((pid) => processOf(Number(pid)) ?? [])
  return { processes, isWhole: pids.length <= most }
}

/** Undefined when it has ended since. */
function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name stands in brackets and may itself hold spaces and brackets.
    const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')]
    const fields = stat.slice(close + 2).split(' ')
    const name = stat.slice(open + 1, close)
    const { uid } = statSync(`/proc/${pid}`)
    return { pid, parent: Number(fields[1]), start: fields[19] ?? '', name, argv: argvOf(pid), uid }
  } catch {
    return undefined
  }
}

const LONGEST = 64 * 1024

function argvOf(pid: number): string[] {
  const fd = openSync(`/proc/${pid}/cmdline`, 'r')
  try {
    const bytes = Buffer.alloc(LONGEST)
    const text = bytes.subarray(0, readSync(fd, bytes, 0, LONGEST, 0)).toString('utf8')
    return text.replace(/\0$/, '').split('\0')
  } finally {
    closeSync(fd)
  }
}

/** Whether both its stdin and its stdout are pipes or sockets, as those of a stdio server are. Null: not ours to see. */
export function talksOverPipes(pid: number): boolean | null {
  try {
    return [0, 1].every((fd) => /^(?:pipe|socket):/.test(readlinkSync(`/proc/${pid}/fd/${fd}`)))
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EACCES' ? null : false
  }
}

/** Which process holds each of these sockets, by inode; those of other users cannot be seen. */
export function ownersOf(inodes: ReadonlySet<string>, processes: readonly Process[]): ReadonlyMap<string, Process> {
  const owners = new Map<string, Process>()
  for (const process of processes) {
    for (const inode of socketsOf(process.pid)) {
      if (inodes.has(inode) && !owners.has(inode)) owners.set(inode, process)
    }
  }
  return owners
}

function socketsOf(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
