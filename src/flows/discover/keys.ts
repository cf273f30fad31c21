// One name for one launch: what starts something else under a name that is taken becomes `name@client`.
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import { isServerName } from '../../core/lock/shape.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { readRemote } from '../../core/text/server-address.ts'
import { isForFilesOf, type Started } from './same-files.ts'

/** What is started or reached. Variables and headers hold a person's own settings and make no other server. */
export const launchKeyOf = ({ argv, artifact }: Pin): string =>
  launchKey(argv, artifact.kind === 'remote' ? artifact.url : null)

export function launchKey(argv: readonly string[], url: string | null): string {
  const read = url === null ? null : readRemote(url)
  return JSON.stringify([argv, read !== null && 'url' in read ? read.url.href : url])
}

/** `project`: the folder that a client has open when it starts it; null where nobody can know. */
export type Named = {
  readonly entry: ConfigEntry
  readonly client: string
  readonly guards: string | null
  readonly project: string | null
}

/** A function, because who comes first keeps the plain name. Approved names are taken from the start. */
export function namer(lock: Lockfile): (named: Named) => string {
  const owners = new Map(Object.entries(lock.pins).map(([name, pin]) => [name, launchKeyOf(pin)]))
  return ({ entry, client, guards, project }) => {
    if (guards !== null && isServerName(guards)) {
      if (!owners.has(guards)) owners.set(guards, `guard ${guards}`)
      return guards
    }
    const started = { ...entry.launch, project }
    const pinned = approvedAs(lock, started)
    if (pinned !== undefined) return pinned
    const launch = startKey(lock, started)
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

/** The approved name whose very command this is, with the very files that it names. */
export function approvedAs({ pins }: Lockfile, started: Started): string | undefined {
  const launch = launchKeyIn(started)
  return Object.keys(pins).find((name) => launchKeyOf(pins[name]!) === launch && isForFilesOf(pins[name]!, started))
}

/** What is started in the end: the words of an approved command that name other files are another start. */
export function startKey(lock: Lockfile, started: Started): string {
  const launch = launchKeyIn(started)
  return isElsewhere(lock, started) ? `${launch} in ${started.project ?? ''}` : launch
}

/** Whether its words are approved, and the files that they name are not. */
export const isElsewhere = (lock: Lockfile, started: Started): boolean =>
  pinnedBy(lock, launchKeyIn(started)) !== undefined && approvedAs(lock, started) === undefined

const launchKeyIn = ({ argv, url }: Started): string => launchKey(argv, url)

/** The approved name whose words these are, whichever files they name. */
export const pinnedAs = (lock: Lockfile, argv: readonly string[], url: string | null = null): string | undefined => {
  return pinnedBy(lock, launchKey(argv, url))
}

const pinnedBy = (lock: Lockfile, launch: string): string | undefined =>
  Object.keys(lock.pins).find((name) => launchKeyOf(pinOf(lock, name)!) === launch)
