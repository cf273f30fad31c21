// A process that may die of what it is asked: a native parser ends its whole process where a text is nested without end. It is started
// when it is first asked, again after it died, and knows nothing of this one: no environment, no input, no output.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

export type MortalAnswer<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'died' | 'late' }

/** Where new values live. By default it grows, and keeps twice as much in memory for no more speed. */
const YOUNG_MB = 4

export class Mortal<Request extends object, Answer> {
  readonly #entry: URL
  readonly #limits: { readonly workMs: number; readonly heapMb: number }
  #child: ChildProcess | null = null

  constructor(entry: URL, limits: { readonly workMs: number; readonly heapMb: number }) {
    this.#entry = entry
    this.#limits = limits
  }

  /** One request at a time. */
  async ask(request: Request): Promise<MortalAnswer<Answer>> {
    const child = (this.#child ??= this.#start())
    const given = new AbortController()
    const timer = setTimeout(() => given.abort(), this.#limits.workMs)
    try {
      const answered = once(child, 'message', { signal: given.signal })
      const ended = once(child, 'exit', { signal: given.signal }).then(() => null)
      // The one that is not waited for ends with the other.
      void answered.catch(() => null)
      void ended.catch(() => null)
      child.send(request)
      const first = await Promise.race([answered, ended])
      if (first === null) return this.#gone('died')
      return { kind: 'done', answer: first[0] as Answer }
    } catch (cause) {
      if (given.signal.aborted) return this.#gone('late')
      if ((cause as NodeJS.ErrnoException).code?.startsWith('ERR_IPC') === true) return this.#gone('died')
      throw cause
    } finally {
      clearTimeout(timer)
      given.abort()
    }
  }

  #gone(kind: 'died' | 'late'): { kind: 'died' | 'late' } {
    this.close()
    return { kind }
  }

  #start(): ChildProcess {
    const child = fork(this.#entry, [], {
      cwd: '/',
      env: {},
      execArgv: [`--max-old-space-size=${this.#limits.heapMb}`, `--max-semi-space-size=${YOUNG_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.on('error', () => undefined)
    return child
  }

  close(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }
}
