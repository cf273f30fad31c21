// From system calls to deeds: only those of the server and of what it started, only what touches the home, the world or other
// programs, and each of them once for the moment in which it was done.
import type { Deed, Moment } from '../model/rehearsal.ts'
import type { Trace, Traced } from './trace.ts'

/** One thing that was asked of the server, from when on. Seconds since 1970. */
export type Cue = Moment & { readonly from: number }

export type Stage = {
  /** The home inside. */
  readonly home: string
  /** Process id of the server, as it is seen from outside. */
  readonly server: number
  /** What was started: the first `exec` of it is where the server begins. */
  readonly program: string
  readonly cues: readonly Cue[]
  /** Which name has this address of ours; null where an address was written as such. */
  readonly nameAt: (address: string) => string | null
}

/** Null where its beginning was not seen: then nothing of it can be told from what brought it up. */
export function deedsOf({ calls }: Trace, stage: Stage): readonly Deed[] | null {
  const begun = calls.find(
    (call) => call.pid === stage.server && call.kind === 'exec' && call.argv[0] === stage.program,
  )
  if (begun === undefined) return null
  const family = familyOf(calls, stage.server, begun.at)
  const deeds = new Map<string, Deed>()
  for (const call of calls) {
    if (call.at < begun.at || call === begun || !family.has(call.pid)) continue
    const done = deedOf(call, stage)
    if (done === null) continue
    const deed: Deed = { ...momentOf(call.at, stage.cues), ...done }
    const key = JSON.stringify(deed)
    if (!deeds.has(key)) deeds.set(key, deed)
  }
  return [...deeds.values()]
}

/**
 * The server, and whoever came after it. Who was there before only brought it up; the numbers that it sees of its children are those of its own process
 * space, so they are not asked who came from whom.
 */
export function familyOf(calls: readonly Traced[], server: number, since: number): ReadonlySet<number> {
  const before = new Set(calls.filter(({ at }) => at < since).map(({ pid }) => pid))
  const after = calls.filter(({ at, pid }) => at >= since && !before.has(pid)).map(({ pid }) => pid)
  return new Set([server, ...after])
}

type Done = Deed extends infer One ? (One extends Deed ? Omit<One, keyof Moment> : never) : never

function deedOf(call: Traced, { home, nameAt }: Stage): Done | null {
  switch (call.kind) {
    case 'open': {
      const path = below(call.path, home)
      if (path === null || (call.isFolder && !call.writes)) return null
      return { kind: call.writes ? 'changed' : 'opened', path }
    }
    case 'list':
    case 'change':
    case 'move':
    case 'remove': {
      const path = below(call.path, home)
      return path === null ? null : { kind: KINDS[call.kind], path }
    }
    case 'exec':
      return { kind: 'started', argv: call.argv.slice(0, 16).map((word) => word.slice(0, 300)) }
    case 'connect':
      return isResolver(call.address, call.port)
        ? null
        : { kind: 'connected', host: nameAt(call.address) ?? call.address, port: call.port }
    default:
      return null
  }
}

const KINDS = { list: 'listed', change: 'changed', move: 'moved', remove: 'removed' } as const

/** Our own, which every lookup goes to. Port 0 is how a library asks which address it has. */
const isResolver = (address: string, port: number): boolean => (address === '127.0.0.1' && port === 53) || port === 0

const below = (path: string, home: string): string | null =>
  path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path === home ? '' : null

export function momentOf(at: number, cues: readonly Cue[]): Moment {
  const cue = cues.findLast(({ from }) => from <= at)
  return { act: cue?.act ?? 'unknown', during: cue?.during ?? 'the start', tool: cue?.tool ?? null }
}
