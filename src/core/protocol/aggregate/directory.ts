// Which server a name or an address belongs to where many servers share an endpoint. All of it follows from what was approved: no
// server can take a name or an address of another by what it says.
import type { Sha256 } from '../../canon/digest.ts'
import { type Era, originOfUri } from '../../model/catalogue.ts'
import type { JsonObject } from '../../model/json.ts'
import { publicName } from './public-name.ts'

/** A server behind the endpoint, as its approval describes it. */
export type Behind = {
  readonly name: string
  /** Why it is not spoken to; null: it is. */
  readonly withheld: 'pending' | 'quarantined' | null
  readonly lists: ReadonlySet<'tools' | 'prompts' | 'resources'>
  readonly logs: boolean
  /** In each era in which it was approved. */
  readonly capabilities: Readonly<Partial<Record<Era, JsonObject>>>
  readonly tools: readonly string[]
  readonly prompts: readonly string[]
  /** `scheme://authority` of the resources and templates that it lists. */
  readonly origins: readonly string[]
  readonly instructions: string | null
}

export type Owned = { readonly server: string; readonly item: string }

const SCHEME = 'sallyport:'
const OURS = /^sallyport:\/\/([A-Za-z0-9._@-]{1,64})\/(.+)$/s
/** A client opens these by itself. */
const OF_THE_WEB = /^https?:/i

export class Directory {
  readonly servers: readonly Behind[]
  readonly #byName = { tools: new Map<string, Owned | null>(), prompts: new Map<string, Owned | null>() }
  readonly #names = { tools: new Map<string, string>(), prompts: new Map<string, string>() }
  readonly #claims = new Map<string, string[]>()

  constructor(servers: readonly Behind[], sha256: Sha256) {
    this.servers = servers.toSorted((one, other) => (one.name < other.name ? -1 : 1))
    for (const server of this.servers.filter(({ withheld }) => withheld === null)) {
      for (const kind of ['tools', 'prompts'] as const)
        for (const item of server[kind]) this.#add(kind, publicName(server.name, item, sha256), server.name, item)
      for (const origin of new Set(server.origins))
        this.#claims.set(origin, [...(this.#claims.get(origin) ?? []), server.name])
    }
  }

  /** A name that two have, which only a broken digest could bring about, is nobody's. */
  #add(kind: 'tools' | 'prompts', name: string, server: string, item: string): void {
    this.#byName[kind].set(name, this.#byName[kind].has(name) ? null : { server, item })
    this.#names[kind].set(JSON.stringify([server, item]), name)
  }

  /** Whose item this is; null: nobody's. */
  find(kind: 'tools' | 'prompts', name: string): Owned | null {
    return this.#byName[kind].get(name) ?? null
  }

  /** Null for what nobody approved. */
  nameOf(kind: 'tools' | 'prompts', server: string, item: string): string | null {
    const name = this.#names[kind].get(JSON.stringify([server, item]))
    return name !== undefined && this.find(kind, name) !== null ? name : null
  }

  /** Where an address leads: as one server alone offers it, or with the name of the server before it. */
  locate(uri: string): Owned | 'unknown' | 'shared' {
    const [, named, own] = OURS.exec(uri) ?? []
    if (named !== undefined) return this.#isBehind(named) ? { server: named, item: own! } : 'unknown'
    const claims = this.#claims.get(originOfUri(uri)) ?? []
    if (claims.length > 1) return 'shared'
    return claims.length === 0 ? 'unknown' : { server: claims[0]!, item: uri }
  }

  /** The address under which a client reaches what this server calls so. */
  addressOf(server: string, uri: string): string {
    const origin = originOfUri(uri)
    const claims = this.#claims.get(origin) ?? []
    const isPlain = claims.length === 1 && claims[0] === server && !origin.startsWith(SCHEME)
    return isPlain || (claims.length === 0 && OF_THE_WEB.test(uri)) ? uri : `${SCHEME}//${server}/${uri}`
  }

  #isBehind(name: string): boolean {
    return this.servers.some((server) => server.name === name && server.withheld === null)
  }
}
