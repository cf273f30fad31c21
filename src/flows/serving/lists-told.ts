// What each server lists to each principal. A server behind `serve` is started in the same way for all of them and is not told who
// asks: one that lists something else to somebody tells them apart all the same, or changes what it offers from start to start.
import type { EventBody, Recorder } from '../../core/evidence/event.ts'
import { canonical } from '../../core/canon/digest.ts'
import { type Catalogue, ITEM_KINDS } from '../../core/model/catalogue.ts'
import { bound } from '../../core/model/bounds.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../../io/file/sha256.ts'

/** Each item by its kind and name. */
type List = ReadonlyMap<string, string>

const SHOWN = 5
const MAX_CHARS = 60

export class ListsTold {
  readonly #record: Recorder['record']
  readonly #say: (line: string) => void
  /** By server, era and what the client can do; then by user. */
  readonly #told = new Map<string, Map<string, List>>()
  readonly #known = new Set<string>()

  constructor(record: Recorder['record'], say: (line: string) => void) {
    this.#record = record
    this.#say = say
  }

  /** `abilities`: what the client of a legacy server declared; servers may list by that. */
  listed(user: string, server: string, found: Catalogue, abilities: ReadonlySet<string>): void {
    const key = JSON.stringify([server, found.era, [...abilities].toSorted()])
    const told = this.#told.get(key) ?? new Map<string, List>()
    this.#told.delete(key)
    this.#told.set(key, told)
    forgetFirst(this.#told)
    const own = listOf(found)
    for (const [other, list] of told) {
      const items = other === user ? [] : differing(own, list)
      if (items.length > 0) this.#tell(server, items)
    }
    told.delete(user)
    told.set(user, own)
    forgetFirst(told)
  }

  /** Once for each difference. */
  #tell(server: string, items: readonly string[]): void {
    const what = JSON.stringify([server, items])
    if (this.#known.has(what) || this.#known.size >= bound('lists-differing')) return
    this.#known.add(what)
    const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : ''
    const shown = items.slice(0, SHOWN).map((item) => quote(untrusted(item), MAX_CHARS))
    const last = this.#known.size < bound('lists-differing') ? '' : ' Further differences are not told.'
    const detail = `It lists different things to users who have the same rights: ${shown.join(', ')}${more}.${last}`
    this.#record({ ...ALERT, server, detail })
    this.#say(`${server}: ${detail}`)
  }
}

function forgetFirst(kept: Map<string, unknown>): void {
  if (kept.size > bound('lists-compared')) kept.delete(kept.keys().next().value!)
}

const ALERT = { type: 'alert', session: '', kind: 'list-varies', host: '', of: 0 } as const satisfies Partial<EventBody>

function listOf(found: Catalogue): List {
  const items = ITEM_KINDS.flatMap((kind) =>
    found[kind].map(({ name, body }): [string, string] => [`${kind} ${name}`, sha256(written(body))]),
  )
  return new Map([...items, ...found.resources.map((origin): [string, string] => [`resources ${origin}`, ''])])
}

function written(body: Parameters<typeof canonical>[0]): string {
  try {
    return canonical(body)
  } catch {
    // Numbers beyond a double have no canonical text: then the order of members counts.
    return JSON.stringify(body)
  }
}

const differing = (one: List, other: List): readonly string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name)).toSorted()
