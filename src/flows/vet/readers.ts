// Processes that read code side by side, each of which may die of a file. What is asked of them waits for its turn, within a time and a
// number of files for all of it.
import { bound } from '../../core/model/bounds.ts'
import type { FileFacts } from '../../core/vet/fact.ts'
import { unread } from '../../core/vet/read-source.ts'
import type { Alias } from '../../core/vet/manifest/manifest.ts'
import type { Data, Source } from '../../core/vet/source.ts'
import { Mortal } from '../../io/thread/mortal.ts'
import type { Answer, Request, Sent, Together } from './reader-process.ts'

/** Two cores are what a small machine has; each of them may take `vet-reader-mb`. */
const SIDE_BY_SIDE = 2

export class Readers {
  readonly #all: readonly Mortal<Request, Sent>[]
  readonly #idle: Mortal<Request, Sent>[]
  readonly #waiting: ((reader: Mortal<Request, Sent>) => void)[] = []
  readonly #until = performance.now() + bound('vet-read-ms')
  readonly #progress: (count: number) => void
  #count = 0

  /** `progress` is told how many files were read so far. */
  constructor(progress: (count: number) => void) {
    const limits = { workMs: bound('vet-file-ms'), heapMb: bound('vet-reader-mb') }
    this.#all = Array.from({ length: SIDE_BY_SIDE }, () => new Mortal<Request, Sent>(ENTRY, limits))
    this.#idle = [...this.#all]
    this.#progress = progress
  }

  async alone(one: Source, isLibrary: boolean): Promise<FileFacts> {
    if (this.#count >= bound('vet-files')) return unread(one.path, 'there are more files than are read')
    this.#count += 1
    this.#progress(this.#count)
    const found = await this.#ask({ one, isLibrary })
    return typeof found === 'string' ? unread(one.path, found) : (found as FileFacts)
  }

  /** Null: it is no code of that language after all. */
  async guess(one: Source): Promise<FileFacts | null> {
    const found = await this.#ask({ guess: one })
    return typeof found === 'string' ? unread(one.path, found) : (found as FileFacts | null)
  }

  /** Null: it is too much to be followed. */
  async together(together: readonly Source[], aliases: readonly Alias[], data: readonly Data[]): Promise<Together> {
    const found = await this.#ask({ together, aliases, data })
    return typeof found === 'string' ? null : (found as Together)
  }

  async #ask(request: Request): Promise<Answer | string> {
    const reader = this.#idle.pop() ?? (await new Promise<Mortal<Request, Sent>>((take) => this.#waiting.push(take)))
    try {
      if (performance.now() > this.#until) return 'reading the others took too long'
      const asked = await reader.ask(request)
      return asked.kind === 'done' ? asked.answer.facts : WHY[asked.kind]
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(reader)
      else next(reader)
    }
  }

  close(): void {
    for (const reader of this.#all) reader.close()
  }
}

/** From its source, or as the bundle has it. */
const ENTRY = new URL(`./reader-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

const WHY = { died: 'what reads it died of it', late: 'it took too long to read it' } as const
