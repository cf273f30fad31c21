// One name for one launch: what starts something else under a name that is taken becomes `name@client`.
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import { isServerName } from '../../core/lock/shape.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { readRemote } from '../../core/text/server-address.ts'

/** What is started or reached. Variables and headers hold a person's own settings and make no other server. */
export const launchKeyOf = ({ argv, artifact }: Pin): string =>
  launchKey(argv, artifact.kind === 'remote' ? artifact.url : null)

export function launchKey(argv: readonly string[], url: string | null): string {
  const read = url === null ? null : readRemote(url)
  return JSON.stringify([argv, read !== null && 'url' in read ? read.url.href : url])
}

export type Named = { readonly entry: ConfigEntry; readonly client: string; readonly guards: string | null }

/** A function, because who comes first keeps the plain name. Approved names are taken from the start. */
export function namer(lock: Lockfile): (named: Named) => string {
  const owners = new Map(Object.entries(lock.pins).map(([name, pin]) => [name, launchKeyOf(pin)]))
  const approved = new Map([...owners].map(([name, launch]) => [launch, name]))
  return ({ entry, client, guards }) => {
    if (guards !== null && isServerName(guards)) {
      if (!owners.has(guards)) owners.set(guards, `guard ${guards}`)
      return guards
    }
    const { argv, url } = entry.launch
    const launch = launchKey(argv, url)
    const pinned = approved.get(launch)
    if (pinned !== undefined) return pinned
    const plain = fit(entry.name)
    for (const name of namesFrom(plain, client)) {
      const owner = owners.get(name)
      if (owner !== undefined && owner !== launch) continue
      owners.set(name, launch)
      return name
    }
    throw new Error('names never end')
  }
}

function* namesFrom(plain: string, client: string): Generator<string> {
  yield plain
  const end = `@${client}`
  yield `${plain.slice(0, 64 - end.length)}${end}`
  for (let number = 2; ; number++) {
    const numbered = `${end}-${number}`
    yield `${plain.slice(0, 64 - numbered.length)}${numbered}`
  }
}

/** A name that stands on command lines and in file names: whatever else a client allows becomes a dash. */
export function fit(name: string): string {
  if (isServerName(name)) return name
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
    .replace(/-+$/, '')
  return isServerName(plain) ? plain : 'server'
}

/** The approved name whose very command this is. */
export const pinnedAs = (lock: Lockfile, argv: readonly string[], url: string | null = null): string | undefined => {
  const launch = launchKey(argv, url)
  return Object.keys(lock.pins).find((name) => launchKeyOf(pinOf(lock, name)!) === launch)
}
