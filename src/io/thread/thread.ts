// A worker thread that does one piece of work after the other, each within a time, so that none of them holds up this thread.
// What it did not bring back is told apart from an answer: it was late, it broke, or too much was waiting.
import type { Worker } from 'node:worker_threads'

export type Outcome<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'late' | 'broken' | 'full' }

export type ThreadPlan = {
  /** A module that says `READY` when it can begin, and then answers each piece of work with one message. */
  readonly entry: URL
  /** Handed to each worker when it starts. */
  readonly data: unknown
  readonly startMs: number
  readonly workMs: number
  /** Without work for so long a worker is ended, and what it held is given back. */
  readonly idleMs: number
  readonly mostWaiting: number
  readonly mostMegabytes: number
}

export const READY = 'ready'

/** Where new values live. By default it grows to 48 MB, and is no faster for what is done here. */
const YOUNG_MEGABYTES = 4

type Piece<Work, Answer> = { readonly work: Work; readonly end: (outcome: Outcome<Answer>) => void }

/** One worker at a time, started when there is work and replaced when it was late or broke. */
export class Thread<Work, Answer> {
  readonly #plan: ThreadPlan
  readonly #waiting: Piece<Work, Answer>[] = []
  #now: Piece<Work, Answer> | null = null
  #worker: Worker | null = null
  #isReady = false
  #timer: NodeJS.Timeout | undefined

  constructor(plan: ThreadPlan) {
    this.#plan = plan
  }

  /** Always resolves; work is done in the order in which it was asked for. */
  do(work: Work): Promise<Outcome<Answer>> {
    if (this.#waiting.length >= this.#plan.mostWaiting) return Promise.resolve({ kind: 'full' })
    return new Promise((end) => {
      this.#waiting.push({ work, end })
      this.#begin()
    })
  }

  /** What is not done by now counts as broken. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#leave('broken', [...this.#waiting.splice(0)])
    await worker?.terminate()
  }

  #begin(): void {
    const piece = this.#waiting[0]
    if (this.#now !== null || piece === undefined) return
    this.#now = this.#waiting.shift()!
    this.#worker ??= this.#start()
    // Whoever waits for an answer keeps the process alive; a worker without work does not.
    this.#worker.ref()
    if (this.#isReady) this.#hand(this.#worker)
    else this.#endIn(this.#plan.startMs)
  }

  #start(): Worker {
    const { entry, data, mostMegabytes } = this.#plan
    // Loaded with the first: while a client waits for a start there is none.
    const threads = process.getBuiltinModule('node:worker_threads')
    const worker = new threads.Worker(entry, {
      workerData: data,
      name: 'judge',
      env: {},
      execArgv: [],
      // What it prints would reach our own output, which belongs to the protocol.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    })
    const lost = (): void => {
      if (worker === this.#worker) this.#leave('broken')
    }
    worker.on('message', (said: unknown) => {
      if (worker === this.#worker) this.#hear(said, worker)
    })
    worker.on('error', lost)
    worker.on('exit', lost)
    return worker
  }

  #hear(said: unknown, worker: Worker): void {
    if (!this.#isReady && said === READY) {
      this.#isReady = true
      if (this.#now !== null) this.#hand(worker)
      return
    }
    const piece = this.#now
    if (piece === null) return
    this.#rest()
    piece.end({ kind: 'done', answer: said as Answer })
    this.#begin()
    if (this.#now === null) this.#endIn(this.#plan.idleMs).unref()
  }

  #hand(worker: Worker): void {
    worker.postMessage(this.#now!.work)
    this.#endIn(this.#plan.workMs)
  }

  /** What it has in hand by then is late. */
  #endIn(ms: number): NodeJS.Timeout {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const worker = this.#worker
      this.#leave('late')
      void worker?.terminate()
    }, ms)
    return this.#timer
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#now = null
    this.#worker?.unref()
  }

  /** This worker is given up, with what it has in hand; the next piece of work gets another one. */
  #leave(kind: 'late' | 'broken', more: readonly Piece<Work, Answer>[] = []): void {
    const piece = this.#now
    this.#rest()
    this.#worker = null
    this.#isReady = false
    for (const one of piece === null ? more : [piece, ...more]) one.end({ kind })
    this.#begin()
  }
}
