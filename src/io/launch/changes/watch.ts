// The guard's side of the watch over changes: starts its thread beside the launch, tells it whose they are, and knows afterwards
// whether it was that which ended the server.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { tooManyChanges, watchedWords, writable } from '../../../core/confine/changes.ts'
import { wholeLimits, type Exceeded } from '../../../core/confine/limits.ts'
import type { Plan } from '../../../core/confine/plan.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { SHARED, type Asked, type Order, type Told } from './order.ts'

/** How many changes of files that were there before were told of while a call was watched, and of files that no other time had seen changed. */
export type Changes = {
  /** Whether a call is watched by itself from now on. What changes at other times is the server's own: a log, a database, a cache. */
  readonly watchCall: (isAlone: boolean) => void
  readonly seen: () => number
  /** Settles once all of the folders are watched, or when that takes too long. */
  readonly watched: Promise<unknown>
  /** The same, once all that the kernel had to tell by now is counted. */
  readonly settled: () => Promise<number>
}

export type ChangeWatch = Changes & {
  /** Watches over the server whose first process this is, and says for the log how. Throws where nothing can be watched. */
  readonly over: (init: number) => Promise<string>
  /** To be told just before the server may run. */
  readonly released: () => void
  /** Once the server has ended: whether that was why, or should have been. A server may be gone before its changes are told. */
  readonly verdict: () => Promise<Exceeded | null>
  /** Settles when the watch broke off by itself: nobody watches the server any more. */
  readonly lost: Promise<void>
  readonly end: () => Promise<void>
}

/** Beside this file, whether it is a source or bundled. */
const PROGRAM = new URL(`./change-watcher${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
/** As long as a call, or who waits for an end, may have to wait for it on a machine that is busy. */
const CALL_MS = 2_000
/** What it needs is little; it must not take what the server is denied. */
const ROOM = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 }

export function watchChanges({ binds, limits }: Pick<Plan, 'binds' | 'limits'>): ChangeWatch {
  const limit = wholeLimits(limits).changes
  const windowMs = bound('server-changes-ms')
  const shared = new SharedArrayBuffer(16)
  const numbers = new Int32Array(shared)
  const order: Order = {
    paths: writable(binds),
    limit,
    windowMs,
    bounds: { folders: bound('watched-folders'), names: bound('watched-names') },
    shared,
  }
  const thread = new Worker(PROGRAM, { workerData: order, env: {}, execArgv: [], resourceLimits: ROOM })
  thread.unref()
  const told = Promise.withResolvers<Exclude<Told, string>>()
  const begun = Promise.withResolvers<unknown>()
  const waiting: (() => void)[] = []
  const counted = (patienceMs: number): Promise<unknown> =>
    within(
      patienceMs,
      new Promise<void>((resolve) => {
        waiting.push(resolve)
        thread.postMessage('count' satisfies Asked)
      }),
    )
  thread.on('message', (message: Told) => {
    if (message === 'counted') waiting.shift()?.()
    else if (message === 'begun') begun.resolve(null)
    else told.resolve(message)
  })
  let isOver = false
  const { promise: lost, resolve: onLost } = Promise.withResolvers<void>()
  const onGone = (why: string) => (): void => {
    told.resolve({ failed: why })
    for (const resolve of waiting.splice(0)) resolve()
    if (!isOver) onLost()
  }
  thread.once('error', onGone('no thread')).once('exit', onGone('no thread'))
  const ready = told.promise.then((answer) => {
    if ('watched' in answer) return answer.watched
    onLost()
    throw unwatched(answer.failed)
  })
  ready.catch(() => undefined)
  return {
    over: async (init) => {
      thread.postMessage({ init } satisfies Asked)
      // On a machine that is busy a thread may take long to start. A server that is let go before would not be watched at all.
      const isWatched = Promise.race([begun.promise, ready]).then(() => true)
      if ((await within(bound('changes-begin-ms'), isWatched)) === null) throw unwatched('no thread in time')
      return watchedWords(await within(bound('changes-ready-ms'), ready), limit)
    },
    released: () => void Atomics.store(numbers, SHARED.released, 1),
    verdict: async () => {
      isOver = true
      await counted(CALL_MS)
      const changed = Atomics.load(numbers, SHARED.changed)
      return changed === 0 ? null : tooManyChanges(changed, limit, windowMs)
    },
    lost,
    watched: within(CALL_MS, ready).catch(() => undefined),
    watchCall: (isAlone) => void Atomics.store(numbers, SHARED.alone, isAlone ? 1 : 0),
    seen: () => Atomics.load(numbers, SHARED.seen),
    settled: async () => {
      await counted(CALL_MS)
      return Atomics.load(numbers, SHARED.seen)
    },
    end: async () => {
      isOver = true
      await thread.terminate()
    },
  }
}

/** Null where it takes longer. */
async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | null> {
  const late = new AbortController()
  const patience = sleep(ms, null, { signal: late.signal }).catch(() => null)
  return Promise.race([promise, patience]).finally(() => late.abort())
}

/** Every server that may write is watched, or not started. */
const unwatched = (why: string): Failure =>
  new Failure(
    'confinement-unproven',
    `The folders that it may write to cannot be watched (${quote(untrusted(why), 40)}). Nothing was started.`,
    {
      fix: 'Raise `fs.inotify.max_user_instances` and `fs.inotify.max_user_watches` with sysctl, or end other programs that watch files.',
    },
  )
