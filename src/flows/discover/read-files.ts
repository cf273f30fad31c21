// Reads every file once, however many clients take it, and keeps apart what could not be looked at.
import type { Client, FilePattern } from '../../core/clients/client.ts'
import type { ConfigEntry, LooseSetting } from '../../core/clients/entry.ts'
import { readConfig } from '../../core/clients/read.ts'
import { decodeConfig } from '../../core/clients/text.ts'
import type { ConfigPlace, Unlooked } from '../../core/model/discovery.ts'
import type { FoundConfig } from '../../io/source/clients/files.ts'
import { findConfigs } from '../../io/source/clients/globs.ts'
import type { Named } from './followed.ts'
import type { Place } from './places.ts'

export type RawEntry = {
  readonly owner: Client
  readonly pattern: FilePattern
  readonly path: string
  readonly entry: ConfigEntry
  /** The project whose file it is; null for every other file. */
  readonly project: string | null
  readonly sharedWith: string[]
}
export type RawFile = ConfigPlace & {
  readonly mode: number
  readonly settings: LooseSetting[]
  readonly entries: RawEntry[]
}
export type Read = {
  readonly files: readonly RawFile[]
  readonly unlooked: readonly Unlooked[]
  readonly named: readonly Named[]
}

/** May be asked again: what is read by then keeps its place and its owner. `find` has the bytes from elsewhere than the disk. */
export function fileReader(find: typeof findConfigs = findConfigs): (places: readonly Place[]) => Read {
  const files = new Map<string, RawFile>()
  const unlooked = new Map<string, Unlooked>()
  const named: Named[] = []
  const miss = (one: Unlooked): void => {
    const key = JSON.stringify([one.path, one.line, one.name, one.why])
    if (!unlooked.has(key)) unlooked.set(key, one)
  }
  const texts = new Map<string, ReturnType<typeof decodeConfig>>()
  return (places) => {
    for (const { search, ...owner } of places) {
      for (const found of find(search)) {
        const at = placeOf(owner, found.path)
        if (found.kind === 'refused') miss({ ...at, name: null, line: null, why: found.why })
        else {
          const text = texts.get(found.real) ?? decodeConfig(found.bytes)
          texts.set(found.real, text)
          if ('why' in text) miss({ ...at, name: null, line: null, why: text.why })
          else named.push(...take(text.text, found, { ...owner, at }, files, miss))
        }
      }
    }
    return { files: [...files.values()], unlooked: [...unlooked.values()], named }
  }
}

const placeOf = ({ client, pattern }: Omit<Owner, 'at'>, path: string): ConfigPlace => ({
  client: client.id,
  clientName: client.name,
  scope: pattern.scope,
  path,
})

type Owner = Omit<Place, 'search'> & { readonly at: ConfigPlace }

function take(
  text: string,
  { real, mode, path }: FoundConfig,
  { client, pattern, at, project }: Owner,
  files: Map<string, RawFile>,
  miss: (one: Unlooked) => void,
): readonly Named[] {
  const { entries, unreadable, settings, projects } = readConfig(text, pattern)
  for (const { name, line, why } of unreadable) miss({ ...at, name, line, why })
  const file = files.get(real) ?? { ...at, mode, settings: [], entries: [] }
  files.set(real, file)
  for (const setting of settings) {
    if (!file.settings.some(({ key, line }) => key === setting.key && line === setting.line))
      file.settings.push(setting)
  }
  for (const entry of entries) {
    const twin = file.entries.find((other) => other.entry.span[0] === entry.span[0] && other.entry.name === entry.name)
    if (twin === undefined) file.entries.push({ owner: client, pattern, path, entry, project, sharedWith: [] })
    else if (twin.owner.id !== client.id && !twin.sharedWith.includes(client.id)) twin.sharedWith.push(client.id)
  }
  return projects.map((project) => ({ path: project, by: at }))
}
