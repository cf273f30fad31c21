// What the guards of one client know together: what its servers told, and whether that is about to leave by another of them.
import { setImmediate as others } from 'node:timers/promises'
import { bound } from '../../core/model/bounds.ts'
import type { Exposure, Label, Source } from '../../core/model/session.ts'
import { type Called, type Flow, isRemembered, Session } from '../../core/session/session.ts'
import { slicesOf } from '../../core/session/slices.ts'
import type { Exposed } from '../../core/session/stored.ts'
import type { Passed, Trace } from '../../core/session/trace.ts'
import { loadCommonplace } from '../../io/engine/commonplace.ts'
import { inflate } from '../../io/file/inflate.ts'

/** Where it stands what a conversation was exposed to, while its process may die. */
export type Kept = { readonly before: Exposed; readonly keep: (exposed: Exposed) => void }

export class Following {
  readonly #isShared: boolean
  readonly #keep: Kept['keep']
  #session: Session | null = null
  #toldForgotten = 0
  /** Settles when everything that was told so far is remembered; null: it is. */
  #hearing: Promise<void> | null = null

  /** One guard alone has nobody to tell: of its server's words only the labels are kept. */
  constructor({ isShared, kept }: { readonly isShared: boolean; readonly kept?: Kept }) {
    this.#isShared = isShared
    this.#keep = kept?.keep ?? (() => undefined)
    if (kept !== undefined && kept.before.length > 0) this.#session = newSession(isShared, kept.before)
  }

  /** Returns how many characters are not remembered, because they are too many. Long texts are read while others go on. */
  hear(texts: readonly string[], source: Source): number {
    if (this.#own.hear([], source, inflate)) this.#keep(this.#own.kept)
    if (!this.#isShared || !isRemembered(source)) return 0
    const { kept, left } = bounded(texts)
    const parts = kept.flatMap((text) => slicesOf(text, bound('followed-at-once-chars')))
    let atOnce = 0
    while (parts.length > 0 && (atOnce += parts[0]!.length) <= bound('followed-at-once-chars'))
      this.#own.hear([parts.shift()!], source, inflate)
    if (parts.length > 0) this.#later(parts, source)
    return left
  }

  /** A call must be put to it after what was told before, so whoever asks waits for this first. */
  get hearing(): Promise<void> | null {
    return this.#hearing
  }

  /** How many pieces were forgotten since this was last asked, because newer ones needed their room. */
  newlyForgotten(): number {
    const all = this.#session?.forgotten ?? 0
    const since = all - this.#toldForgotten
    this.#toldForgotten = all
    return since
  }

  get exposed(): readonly Exposure[] {
    return this.#session?.exposed ?? []
  }

  /** What is still on its way to be remembered belongs to the conversation that was. */
  clear(): void {
    this.#session = null
    this.#toldForgotten = 0
    this.#hearing = null
    this.#keep([])
  }

  labelsFor(server: string): readonly Label[] {
    return this.#session?.labelsFor(server) ?? []
  }

  /** Who exposed the conversation to this, as a call of `server` sees it. */
  sourceOf(label: Label, server: string): Source | undefined {
    return this.#session?.sourceOf(label, server)
  }

  /** A promise only where something is still to be heard, or where the words are many. */
  flow(called: Called, texts: readonly Passed[]): Flow | Promise<Flow> {
    if (!this.#isShared || this.#session === null) return { labels: this.labelsFor(called.server), traces: [] }
    const isLong = texts.reduce((sum, { text }) => sum + text.length, 0) > bound('followed-at-once-chars')
    if (this.#hearing === null && !isLong) return this.#session.flow(called, texts, inflate)
    return this.#flowLater(called, texts)
  }

  get #own(): Session {
    return (this.#session ??= newSession(this.#isShared, []))
  }

  #later(parts: readonly string[], source: Source): void {
    const before = this.#hearing
    const session = this.#own
    const hearing = (async () => {
      await before
      for (const part of parts) {
        await others()
        session.hear([part], source, inflate)
      }
    })()
    this.#hearing = hearing.finally(() => {
      if (this.#hearing === mine) this.#hearing = null
    })
    const mine = this.#hearing
    // Whoever waits for it hears of a failure; nobody may be waiting.
    mine.catch(() => undefined)
  }

  async #flowLater(called: Called, texts: readonly Passed[]): Promise<Flow> {
    await this.#hearing
    const session = this.#own
    const traces = new Map<Source, Trace>()
    for (const part of partsOf(texts)) {
      for (const trace of session.flow(called, part, inflate).traces)
        if (trace.letters > (traces.get(trace.source)?.letters ?? 0)) traces.set(trace.source, trace)
      await others()
    }
    return { labels: this.labelsFor(called.server), traces: [...traces.values()] }
  }
}

const newSession = (isShared: boolean, before: Exposed): Session =>
  new Session(isShared ? loadCommonplace() : () => false, before)

function bounded(texts: readonly string[]): { readonly kept: readonly string[]; readonly left: number } {
  let room = bound('heard-chars')
  let left = 0
  const kept = texts.map((text) => {
    const part = text.slice(0, room)
    room -= part.length
    left += text.length - part.length
    return part
  })
  return { kept, left }
}

/** Short texts together, as in one call; each long one in slices. */
function partsOf(texts: readonly Passed[]): readonly (readonly Passed[])[] {
  const size = bound('followed-at-once-chars')
  const parts: Passed[][] = []
  let room = 0
  for (const { at, text } of texts) {
    for (const slice of slicesOf(text, size)) {
      if (slice.length > room) {
        parts.push([])
        room = size
      }
      parts.at(-1)!.push({ at, text: slice })
      room -= slice.length
    }
  }
  return parts
}
