// Every MCP server in every config of every known client, and how each stands to what was approved. Reads, and changes nothing.
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { whyNoFolder } from '../io/source/clients/files.ts'
import type { DiscoverOptions, DiscoverWorld, Discovery, FoundEntry } from './discover/discovery.ts'
import { draftsOf } from './discover/drafts.ts'
import { judgeEntries, judgeFile } from './discover/judged.ts'
import { followed } from './discover/followed.ts'
import { placesIn, placesOf } from './discover/places.ts'
import { fileReader } from './discover/read-files.ts'

export async function discover(options: DiscoverOptions, world: DiscoverWorld): Promise<Discovery> {
  for (const folder of [options.home, options.project]) if (folder !== null) checkFolder(folder)
  const places = placesOf(world.clients, options, world.env)
  const readMore = fileReader()
  const { named } = readMore(places)
  const { folders, unlooked } = followed(named, options)
  const more = folders.flatMap((folder) => placesIn(folder, world.clients, options))
  const read = readMore(more)
  const entries = judgeEntries(draftsOf(read.files, world), options.home, world)
  const files = read.files.map((file) => judgeFile(file, entries, options.platform))
  const running = options.processes ? await lookAround(entries, world) : null
  const looked = places.length + more.length
  return {
    entries,
    project: options.project,
    files,
    unlooked: [...read.unlooked, ...unlooked],
    places: looked,
    running,
  }
}

/** A home that cannot be looked into would otherwise pass for one without servers. */
function checkFolder(path: string): void {
  const why = whyNoFolder(path)
  if (why === null) return
  throw new Failure('usage-invalid', `${quote(untrusted(path), 400)} cannot be looked at: ${why}`, {
    fix: 'Name a folder that exists and that you may read with `--home DIR` or `--project DIR`.',
  })
}

/** Loaded only when asked for. */
async function lookAround(entries: readonly FoundEntry[], world: DiscoverWorld): Promise<Discovery['running']> {
  world.progress('looking at what runs, and asking listeners on loopback whether they speak MCP')
  return (await import('./discover/running.ts')).running(entries, world)
}
