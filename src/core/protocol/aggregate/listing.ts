// One list of all servers: every page of each of them, in the order of their names, under the names of this endpoint. A server that
// does not answer is left out and named; its items are told as a change when they come.
import { bound } from '../../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Id, Request } from '../../model/message.ts'
import { RPC } from '../fault.ts'
import { metaOf } from '../http/told.ts'
import type { Directory } from './directory.ts'
import type { Told } from './own-requests.ts'
import type { Tasks } from './tasks.ts'
import { type Out, toClient } from './out.ts'

export type Kind = 'tools' | 'prompts' | 'resources'
type Shape = { readonly kind: Kind | 'tasks'; readonly field: string; readonly key: string }

export const LISTS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['tools/list', { kind: 'tools', field: 'tools', key: 'name' }],
  ['prompts/list', { kind: 'prompts', field: 'prompts', key: 'name' }],
  ['resources/list', { kind: 'resources', field: 'resources', key: 'uri' }],
  ['tasks/list', { kind: 'tasks', field: 'tasks', key: 'taskId' }],
  ['resources/templates/list', { kind: 'resources', field: 'resourceTemplates', key: 'uriTemplate' }],
])

/** Its next page is asked for; all of it is here; or why it is missing. */
type State = 'asked' | 'here' | Missing
type Missing = 'ended' | 'refused' | 'too much' | 'pending' | 'quarantined'

type Part = {
  items: JsonObject[]
  pages: number
  state: State
}
type Work = {
  readonly id: Id
  readonly method: string
  readonly meta: JsonObject
  readonly parts: Map<string, Part>
  readonly until: number
}

export type ListingParts = {
  readonly directory: () => Directory
  readonly isModern: boolean
  /** Whether the client may know which servers there are. */
  readonly names: boolean
  /** Asks one server. */
  readonly ask: (
    server: string,
    method: string,
    params: JsonObject,
    then: (told: Told, now: number) => readonly Out[],
  ) => readonly Out[]
  readonly tasks: Pick<Tasks, 'idOf' | 'isAnyOf'>
  /** The list has more than was told. */
  readonly changed: (kind: Kind) => readonly Out[]
}

const KEPT = 8

export class Listing {
  readonly #parts: ListingParts
  readonly #works = new Set<Work>()
  /** What is left of lists that did not fit into one answer, by their number. */
  readonly #kept = new Map<number, { readonly method: string; readonly items: readonly JsonObject[] }>()
  #count = 0

  constructor(parts: ListingParts) {
    this.#parts = parts
  }

  begin(request: Request, now: number): readonly Out[] {
    const { id, method, params } = request
    if (params['cursor'] !== undefined) return [this.#goOn(request)]
    const { kind } = LISTS.get(method)!
    const { progressToken: _, ...meta } = metaOf(params)
    const work: Work = { id, method, meta, parts: new Map(), until: now + bound('aggregate-list-ms') }
    this.#works.add(work)
    const servers = this.#parts.directory().servers
    for (const { name, withheld, lists } of servers) {
      if (withheld !== null) work.parts.set(name, { items: [], pages: 0, state: withheld })
      else if (kind === 'tasks' ? this.#parts.tasks.isAnyOf(name) : lists.has(kind))
        work.parts.set(name, { items: [], pages: 0, state: 'asked' })
    }
    const asking = [...work.parts].filter(([, { state }]) => state === 'asked').map(([name]) => name)
    return [...asking.flatMap((server) => this.#ask(work, server, undefined)), ...this.#finish(work, now)]
  }

  /** The client wants it no more. */
  cancel(id: Id): boolean {
    const work = [...this.#works].find((one) => one.id === id)
    return work !== undefined && this.#works.delete(work)
  }

  has(id: Id): boolean {
    return [...this.#works].some((work) => work.id === id)
  }

  tick(now: number): readonly Out[] {
    return [...this.#works].filter(({ until }) => until <= now).flatMap((work) => this.#finish(work, now))
  }

  #ask(work: Work, server: string, cursor: string | undefined): readonly Out[] {
    const meta = Object.keys(work.meta).length === 0 ? {} : { _meta: work.meta }
    const params = { ...meta, ...(cursor !== undefined && { cursor }) }
    return this.#parts.ask(server, work.method, params, (told, now) => this.#heard(work, server, told, now))
  }

  #heard(work: Work, server: string, told: Told, now: number): readonly Out[] {
    const part = work.parts.get(server)!
    const { kind, field } = LISTS.get(work.method)!
    const next = takePage(part, told, field)
    if (next !== null) return this.#ask(work, server, next)
    if (this.#works.has(work)) return this.#finish(work, now)
    // It was left out before.
    return kind !== 'tasks' && part.state === 'here' && part.items.length > 0 ? this.#parts.changed(kind) : []
  }

  #finish(work: Work, now: number): readonly Out[] {
    const waits = [...work.parts.values()].some(({ state }) => state === 'asked')
    if (!this.#works.has(work) || (waits && now < work.until)) return []
    this.#works.delete(work)
    const items = [...work.parts].flatMap(([server, part]) =>
      part.state === 'here' ? part.items.flatMap((item) => this.#named(work.method, server, item)) : [],
    )
    const missing = [...work.parts]
      .filter(([, { state }]) => state !== 'here')
      .map(([server, { state }]) => ({ server, why: WHY[state as Exclude<State, 'here'>] }))
    const told = missing.filter(({ why }) => !QUIET.has(why))
    return [
      ...told.map(({ server, why }): Out => ({ saw: 'missing', server, what: why })),
      this.#page(work.id, work.method, { items, from: 0, no: null }, this.#parts.names ? missing : []),
    ]
  }

  /** Under its name here; none for what nobody approved, and for a task that this client did not begin. */
  #named(method: string, server: string, item: JsonObject): readonly JsonObject[] {
    const { kind, key } = LISTS.get(method)!
    const own = item[key]
    if (typeof own !== 'string') return []
    const name = this.#nameOf(kind, server, own)
    return name === null ? [] : [{ ...item, [key]: name }]
  }

  #nameOf(kind: Shape['kind'], server: string, own: string): string | null {
    const { directory, tasks } = this.#parts
    if (kind === 'tasks') return tasks.idOf(server, own)
    return kind === 'resources' ? directory().addressOf(server, own) : directory().nameOf(kind, server, own)
  }

  #goOn({ id, method, params: { cursor } }: Request): Out {
    const [, no, from] = (typeof cursor === 'string' ? CURSOR.exec(cursor) : null) ?? []
    const kept = this.#kept.get(Number(no))
    if (kept === undefined || kept.method !== method || Number(from) >= kept.items.length)
      return toClient({ id, error: { code: RPC.invalidParams, message: OLD_CURSOR } })
    return this.#page(id, method, { items: kept.items, from: Number(from), no: Number(no) }, [])
  }

  #page(
    id: Id,
    method: string,
    { items, from, no }: { readonly items: readonly JsonObject[]; readonly from: number; readonly no: number | null },
    missing: readonly JsonObject[],
  ): Out {
    const page = items.slice(from, from + bound('aggregate-page-items'))
    const next = from + page.length
    const isMore = next < items.length
    const own = no ?? (isMore ? this.#keep(method, items) : 0)
    return toClient({
      id,
      result: {
        ...(this.#parts.isModern && { resultType: 'complete', ttlMs: 0, cacheScope: 'private' }),
        ...(missing.length > 0 && { _meta: { 'sallyport/missing': missing } }),
        [LISTS.get(method)!.field]: page,
        ...(isMore && { nextCursor: `${own}-${next}` }),
      },
    })
  }

  #keep(method: string, items: readonly JsonObject[]): number {
    this.#count += 1
    this.#kept.set(this.#count, { method, items })
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!)
    return this.#count
  }
}

/** Takes in what one server answered; the cursor of its next page, or null where it is done. */
function takePage(part: Part, told: Told, field: string): string | null {
  if (told === null) part.state = 'ended'
  else if ('error' in told) part.state = told.error['code'] === RPC.methodNotFound ? 'here' : 'refused'
  else {
    const list = told.result[field]
    const found = Array.isArray(list) ? (list as readonly Json[]).filter(isObject) : []
    part.items.push(...found)
    part.pages += 1
    const { nextCursor } = told.result
    const isBounded = part.items.length <= bound('catalogue-items') && part.pages < bound('catalogue-pages')
    if (typeof nextCursor === 'string' && isBounded) return nextCursor
    part.state = isBounded || nextCursor === undefined ? 'here' : 'too much'
  }
  return null
}

const CURSOR = /^(\d{1,9})-(\d{1,9})$/
const OLD_CURSOR = 'Refused by Sallyport: that list is not kept any more. Ask for it from its beginning.'

const WHY: Readonly<Record<Exclude<State, 'here'>, string>> = {
  asked: 'It has not answered yet. What it lists is told as a change when it comes.',
  ended: 'It has ended, or could not be started. See `sallyport log query`.',
  refused: 'It answered with an error. See `sallyport log query`.',
  'too much': 'It lists more than this gateway keeps.',
  pending: 'What it offers is not approved yet. See `sallyport status`.',
  quarantined: 'It is in quarantine. See `sallyport status`.',
}
/** What a person did is no event. */
const QUIET: ReadonlySet<string> = new Set([WHY.pending, WHY.quarantined])
