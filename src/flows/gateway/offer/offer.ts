// What a server may offer in this run: the pin, and what of it the server now says differently. The pinned words are served.
import type { Digest } from '../../../core/model/artifact.ts'
import { type Catalogue, type Item, type ItemKind, originOfUri } from '../../../core/model/catalogue.ts'
import type { CatalogueDrift, Change } from '../../../core/model/drift.ts'
import type { Json, JsonObject } from '../../../core/model/json.ts'
import type { PinnedCatalogue } from '../../../core/model/pin.ts'
import { digestJson, type Sha256 } from '../../../core/canon/digest.ts'
import { compareCatalogue, type TextOf } from '../../../core/lock/compare.ts'
import { pinCatalogue } from '../../../core/lock/pin.ts'
import { bound } from '../../../core/model/bounds.ts'
import { classify } from '../../../core/policy/effect-class.ts'
import type { CalledTool } from '../../../core/rules/message/subject.ts'
import type { Matches } from '../../../core/schema/work.ts'
import { originOf, type Opening } from './catalogue.ts'
import { patternsOf } from '../content/patterns.ts'

/** An item of a list answer: to forward as it is, to replace by the pinned text, or to leave out. */
export type Judged =
  | { readonly as: 'found' }
  | { readonly as: 'pinned'; readonly text: string }
  | { readonly as: 'withheld' }

export type Approved =
  | { readonly by: 'pin'; readonly pinned: PinnedCatalogue; readonly textOf: TextOf }
  /** A run trusted once: what it lists first is what it may offer until it ends. */
  | { readonly by: 'first-seen' }
  /** Bytes and argv are approved and nothing that it says: it offers nothing. */
  | { readonly by: 'nothing' }

const EMPTY: PinnedCatalogue = {
  revision: '',
  serverInfo: '',
  instructions: '',
  capabilities: '',
  tools: {},
  prompts: {},
  templates: {},
  resources: [],
}

/** What calls are judged by, and the schema of the structure that it answers with. */
type Tool = { readonly called: CalledTool; readonly output: Json }

export class Offer {
  /** What the last comparison found; who decides asks first whether one has come to its end. */
  state: 'unchecked' | 'checked' | 'drifted' = 'unchecked'
  pinned: PinnedCatalogue
  /** Still to be taken from what the server says. */
  #open: 'first-seen' | 'nothing' | null
  #textOf: TextOf
  readonly #sha256: Sha256
  /** The patterns of its schemas. */
  readonly matches: Matches = patternsOf()
  readonly #tools = new Map<string, Tool>()
  /** Names that the server has said other words about than the pin, in any answer of this run. */
  readonly #withheld = { tools: new Set<string>(), prompts: new Set<string>(), templates: new Set<string>() }
  /** Scheme and authority of resources that it lists and that nobody approved. */
  readonly #origins = new Set<string>()

  constructor(approved: Approved, sha256: Sha256) {
    this.pinned = approved.by === 'pin' ? approved.pinned : EMPTY
    this.#textOf = approved.by === 'pin' ? approved.textOf : () => undefined
    this.#open = approved.by === 'pin' ? null : approved.by
    this.#sha256 = sha256
  }

  /** Takes in a whole catalogue; from now on calls pass or are refused by what it differs in. */
  settle(found: Catalogue): CatalogueDrift {
    if (this.#open === 'first-seen') this.#adopt(found)
    const drift = compareCatalogue(this.pinned, found, this.#textOf, this.#sha256)
    this.#origins.clear()
    for (const origin of [...found.resources, ...found.templates.map(originOf)]) {
      if (!this.#isApproved(origin)) this.#origins.add(origin)
    }
    for (const kind of ['tools', 'prompts', 'templates'] as const) {
      this.#withheld[kind].clear()
      for (const item of found[kind]) this.judge(kind, item)
    }
    this.state = drift.changes.some(concernsServer) ? 'drifted' : 'checked'
    return drift
  }

  judge(kind: ItemKind, item: Item): Judged {
    const digest = this.digestOf(kind, item.name)
    if (digest !== undefined && digest === this.#digest(item.body)) return { as: 'found' }
    const text = digest === undefined ? undefined : this.#textOf(digest)
    if (text !== undefined && this.#isHarmless(kind, item, digest!)) return { as: 'pinned', text }
    keep(this.#withheld[kind], item.name)
    return { as: 'withheld' }
  }

  judgeResource(item: Item): Judged {
    const origin = originOf(item)
    if (this.pinned.resources.includes(origin)) return { as: 'found' }
    if (!this.#isApproved(origin)) keep(this.#origins, origin)
    return { as: 'withheld' }
  }

  use(kind: ItemKind, name: string): 'pinned' | 'withheld' | 'unknown' {
    if (this.#withheld[kind].has(name)) return 'withheld'
    return this.digestOf(kind, name) === undefined ? 'unknown' : 'pinned'
  }

  /** Links in results lead to resources that no list holds: only what it lists anew and nobody approved is withheld. */
  reach(uri: string): 'none' | 'withheld' {
    const isNew = this.#withheld.templates.has(uri) || this.#origins.has(originOfUri(uri))
    return isNew ? 'withheld' : 'none'
  }

  #isApproved(origin: string): boolean {
    const { resources, templates } = this.pinned
    return resources.includes(origin) || Object.keys(templates).some((template) => originOfUri(template) === origin)
  }

  /** What the server says of itself as a whole, against the pin: changes that need a person, by place. */
  judgeOpening(opening: Opening): readonly Change[] {
    if (this.#open === 'first-seen') return []
    if (this.#open === 'nothing') this.#adopt({ ...bare(opening), instructions: null })
    const pinned = { ...this.pinned, tools: {}, prompts: {}, templates: {}, resources: [] }
    return compareCatalogue(pinned, bare(opening), this.#textOf, this.#sha256).changes.filter(concernsServer)
  }

  /** A pinned tool with our judgement of it; read once. */
  toolOf(name: string): CalledTool | null {
    return this.#read(name)?.called ?? null
  }

  /** Of its approved definition. */
  digestOf(kind: ItemKind, name: string): Digest | undefined {
    return Object.hasOwn(this.pinned[kind], name) ? this.pinned[kind][name] : undefined
  }

  /** As it was approved. */
  itemOf(kind: ItemKind, name: string): Item | null {
    const digest = this.digestOf(kind, name)
    const text = digest === undefined ? undefined : this.#textOf(digest)
    return text === undefined ? null : { name, body: JSON.parse(text) as JsonObject }
  }

  /** The schema that was approved for the structure of its answers; null: none. */
  outputOf(name: string): Json {
    return this.#read(name)?.output ?? null
  }

  #read(name: string): Tool | null {
    const known = this.#tools.get(name)
    if (known !== undefined) return known
    const item = this.itemOf('tools', name)
    if (item === null) return null
    const { inputSchema: schema = null, outputSchema: output = null } = item.body
    const tool = { called: { name, schema, effect: classify(item), purposes: new Map() }, output }
    this.#tools.set(name, tool)
    return tool
  }

  textOf(place: 'instructions' | 'serverInfo' | 'capabilities'): string | undefined {
    return this.#textOf(this.pinned[place])
  }

  #adopt(found: Catalogue): void {
    const { digests, texts } = pinCatalogue(found, this.#sha256)
    this.pinned = digests
    this.#textOf = (digest) => texts[digest]
    this.#tools.clear()
    this.#open = null
  }

  #isHarmless(kind: ItemKind, item: Item, digest: Digest): boolean {
    const none = { ...this.pinned, tools: {}, prompts: {}, templates: {} }
    const alone = { ...none, [kind]: { [item.name]: digest } }
    const found = { ...this.#asPinned(), [kind]: [item] }
    const drift = compareCatalogue(alone, found, this.#textOf, this.#sha256)
    return drift.changes.every((change) => change.kind !== 'expanding')
  }

  /** A catalogue that says of the server as a whole exactly what the pin says. */
  #asPinned(): Catalogue {
    const parse = (place: 'instructions' | 'serverInfo' | 'capabilities'): Json =>
      JSON.parse(this.textOf(place) ?? 'null') as Json
    return {
      era: 'legacy',
      revision: this.pinned.revision,
      serverInfo: parse('serverInfo'),
      instructions: parse('instructions') as string | null,
      capabilities: parse('capabilities'),
      tools: [],
      prompts: [],
      templates: [],
      resources: this.pinned.resources,
    }
  }

  #digest(body: Json): Digest | undefined {
    try {
      return digestJson(body, this.#sha256)
    } catch {
      return undefined
    }
  }
}

/** Names come from the server: what is kept of them is bounded; whatever is not pinned is refused all the same. */
function keep(names: Set<string>, name: string): void {
  if (names.size < bound('catalogue-items')) names.add(name)
}

const bare = (opening: Opening): Catalogue => ({ ...opening, tools: [], prompts: [], templates: [], resources: [] })

/** Items differ one by one; these places speak for the whole server. */
const concernsServer = ({ place, kind }: Change): boolean =>
  kind === 'expanding' && (place === 'instructions' || place === 'serverInfo' || place === 'capabilities')
