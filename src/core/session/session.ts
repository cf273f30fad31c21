// What one conversation of a client has been told by all of its servers, and what that makes of its next call.
import type { Domain, Exposure, Label, Source } from '../model/session.ts'
import type { Inflate } from '../text/view/packed.ts'
import { viewsOf } from '../text/view/views.ts'
import { Carried } from './carried.ts'
import { type IsCommon, Memory } from './memory.ts'
import { printsOf } from './prints.ts'
import type { Exposed } from './stored.ts'
import { type Passed, type Trace, traced } from './trace.ts'

/** What a call stands in: `traces` are pieces of what was told before, `labels` all that the conversation was exposed to. */
export type Flow = { readonly labels: readonly Label[]; readonly traces: readonly Trace[] }

export class Session {
  /** For each label who told it, and what of theirs did so first. */
  readonly #exposed = new Map<Label, Map<string, Source>>()
  readonly #isCommon: IsCommon
  #memory: Memory
  #carried = new Carried()

  /** `before`: what it was exposed to before the process was started anew. Of its words nothing is known any more. */
  constructor(isCommon: IsCommon, before: Exposed = []) {
    this.#isCommon = isCommon
    this.#memory = new Memory(isCommon)
    for (const [label, source] of before) this.#expose(label, source)
  }

  /** To be kept, and given to the next one. */
  get kept(): Exposed {
    return [...this.#exposed].flatMap(([label, told]) =>
      Array.from(told.values(), (source) => [label, source] as const),
    )
  }

  /** In the order in which they came. */
  get labels(): readonly Label[] {
    return [...this.#exposed.keys()]
  }

  /** What first exposed it to this: of another server than the one that is called, where there is one. */
  sourceOf(label: Label, called: string): Source | undefined {
    const told = [...(this.#exposed.get(label)?.values() ?? [])]
    return told.find(({ server }) => server !== called) ?? told[0]
  }

  /** For a person: each label with what first told something of it. */
  get exposed(): readonly Exposure[] {
    return [...this.#exposed].map(([label, told]) => {
      const [{ server, item } = { server: '', item: '' }] = told.values()
      return { label, server, item }
    })
  }

  /**
   * For a call of this server. What it told itself is no reason to be careful with it, as long as nobody else told anything that
   * is: then `private`, `untrusted` and `secret` are left out.
   */
  labelsFor(server: string): readonly Label[] {
    return this.#isMixed(server) ? this.labels : this.labels.filter((label) => !REMEMBERED.has(label))
  }

  /** Whether anything that is followed was told by another server than this one. */
  #isMixed(server: string): boolean {
    return [...REMEMBERED].some((label) =>
      [...(this.#exposed.get(label)?.keys() ?? [])].some((from) => from !== server),
    )
  }

  /** Whether this one told words of strangers. */
  #isStrange(server: string): boolean {
    return this.#exposed.get('untrusted')?.has(server) ?? false
  }

  /** How many fingerprints had to be forgotten. */
  get forgotten(): number {
    return this.#memory.forgotten
  }

  /** Only for what reached the model: what was withheld or replaced was not heard. Whether it exposed it to anything new. */
  hear(texts: readonly string[], source: Source, inflate: Inflate): boolean {
    const isNew = source.labels.filter((label) => this.#expose(label, source)).length > 0
    if (!isRemembered(source)) return isNew
    // A model reads what is encoded, and passes it on in the clear.
    const readings = texts.flatMap((text) => [text, ...viewsOf(text, inflate).views.map((view) => view.text)])
    for (const text of readings) this.#memory.remember(printsOf(text), source)
    return isNew
  }

  #expose(label: Label, source: Source): boolean {
    const known = this.#exposed.get(label) ?? new Map<string, Source>()
    this.#exposed.set(label, known)
    if (known.has(source.server)) return false
    known.set(source.server, source)
    return true
  }

  /**
   * For a call with these texts. What a server told itself is no flow: it knows that. Words that go from one kind of place to
   * another by it, from a page into a file, are one all the same, once strangers spoke through it: then it may be them who say what it does.
   */
  flow(called: Called, texts: readonly Passed[], inflate: Inflate): Flow {
    const { server, item } = called
    const labels = this.labelsFor(server)
    if (!this.#isMixed(server) && !this.#isStrange(server)) return { labels, traces: [] }
    const state = { memory: this.#memory, carried: this.#carried }
    const traces = traced(texts, `${server}\n${item}\n`, state, inflate)
    return { labels, traces: traces.flatMap((trace) => this.#counted(trace, called) ?? []) }
  }

  /** Of what the called server told itself: what strangers said, and what is private where strangers spoke or read. */
  #counted(trace: Trace, { server, labels: own }: Called): Trace | null {
    const { source } = trace
    if (source.server !== server) return trace
    const isStrange = source.labels.includes('untrusted')
    if (isElsewhere(source.labels, own)) return isStrange ? as(trace, 'private') : trace
    return !isStrange && own.includes('untrusted') ? trace : null
  }

  /** A person says that this is a new conversation. */
  clear(): void {
    this.#exposed.clear()
    this.#memory = new Memory(this.#isCommon)
    this.#carried = new Carried()
  }
}

/** What is called: `labels` as what it answers is judged to be. */
export type Called = Pick<Source, 'server' | 'item' | 'labels'>

/** What somebody else wrote to a person is theirs already. */
const as = (trace: Trace, less: Label): Trace => ({
  ...trace,
  source: { ...trace.source, labels: trace.source.labels.filter((label) => label !== less) },
})

const isElsewhere = (told: readonly Label[], own: readonly Label[]): boolean => domainOf(told) !== domainOf(own)

const domainOf = (labels: readonly Label[]): Label | undefined => labels.find((label) => DOMAINS.has(label))

const DOMAINS: ReadonlySet<Label> = new Set<Domain>(['files', 'mail', 'db', 'pay'])

/** Whether its words are kept, to be found again. */
export const isRemembered = ({ labels }: Source): boolean => labels.some((label) => REMEMBERED.has(label))

/** What need not be found again is not kept. */
export const REMEMBERED: ReadonlySet<Label> = new Set<Label>(['private', 'secret', 'untrusted'])
