// A thread beside the guard that counts what a server changes, and ends it past its limit. Not in the guard's own loop: a server
// could keep that busy with one long message while it goes through a folder.
import { setImmediate as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { RecentChanges } from '../../../core/confine/changes.ts'
import { markOf } from '../../file/alive.ts'
import { watchBelow } from './folders.ts'
import { SHARED, type Asked, type Order, type Told } from './order.ts'
import { haveRun, threadsBelow, type Threads } from './threads.ts'

const LOOK_MS = 1_000
/** Between a change and its telling. */
const LATE_MS = 1_000

type Look = { readonly at: number; readonly threads: Threads }

function watchOver({ paths, limit, windowMs, bounds, shared }: Order): void {
  const numbers = new Int32Array(shared)
  const changes = new RecentChanges(windowMs)
  const looks: Look[] = []
  let server: { readonly init: number; readonly start: string } | null = null
  const look = (): void => {
    const threads = threadsBelow(server!.init)
    // Before it is let go it has done nothing, whenever the first change is told.
    const isBefore = Atomics.load(numbers, SHARED.released) === 0
    looks.push({ at: isBefore ? Number.NEGATIVE_INFINITY : performance.now(), threads })
    // One that is older than everything that counts is enough.
    while (looks.length > 1 && looks[1]!.at < performance.now() - windowMs - LATE_MS) looks.shift()
  }
  /** Whether the server ran since before the first change that counts. */
  const isItsDoing = (init: number): boolean => {
    const before = looks.findLast(({ at }) => at <= changes.since() - LATE_MS)
    return before === undefined || haveRun(before.threads, init)
  }
  const own = new Set<string>()
  const remember = (file: string): void => {
    if (own.size < bounds.names) own.add(file)
  }
  const onChange = (file: string): void => {
    if (Atomics.load(numbers, SHARED.alone) === 0) remember(file)
    else if (!own.has(file)) Atomics.add(numbers, SHARED.seen, 1)
    const count = changes.add(file, performance.now())
    if (count <= limit) return
    if (server === null || !isItsDoing(server.init)) return changes.clear()
    if (Atomics.compareExchange(numbers, SHARED.changed, 0, count) === 0) end(server.init, server.start)
  }
  parentPort!.on('message', (asked: Asked) => {
    if (asked === 'count') {
      void counted().then(() => tell('counted'))
    } else {
      server = markOfServer(asked.init)
      look()
      setInterval(look, LOOK_MS)
    }
  })
  const tell = (told: Told): void => parentPort!.postMessage(told)
  watchBelow(paths, bounds, onChange, () => tell('begun')).then(
    (watched) => tell({ watched }),
    (cause: NodeJS.ErrnoException) => tell({ failed: cause.code ?? 'unknown' }),
  )
}

/** What the kernel had to tell by now has then been told: each turn of the loop takes all of it. */
async function counted(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await pause()
}

const markOfServer = (init: number) => ({ init, start: markOf(init).start })

/** The first process inside: the kernel ends all others with it. Its number may by now be another's. */
function end(init: number, start: string): void {
  try {
    if (start !== '' && markOf(init).start === start) process.kill(init, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

watchOver(workerData as Order)
