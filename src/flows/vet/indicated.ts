// Asks the feeds of indicators about what was fetched: its bytes, its packages, and the hosts that its files name.
import { findHosts, hitsOf, type IndicatorHit, type Seen } from '../../core/advisory/indicators.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Dependency } from '../../core/model/fetched.ts'
import type { VetMaterial } from '../../core/model/vetting.ts'
import { purlOf } from '../../core/report/sbom.ts'
import { counted } from '../../core/text/counted.ts'
import { readBoundedNow } from '../../io/file/read.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { readOne } from '../../io/source/tree.ts'
import { walk } from '../../io/source/walk.ts'
import { keptFeeds } from '../../io/store/feeds.ts'
import { trustedKeys } from '../../io/store/trusted-keys.ts'

export type Indicated = {
  readonly hits: readonly IndicatorHit[]
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
  readonly unanswered: readonly string[]
}

const NONE: Indicated = { hits: [], looked: [], notLooked: [], unanswered: [] }

export type IndicatedWorld = { readonly config: string; readonly state: string; readonly now: () => Date }

/** All feeds that a trusted key signs, with the hosts of all of them, and what has to be said of them. */
export async function feedsHere({ config, state, now }: IndicatedWorld) {
  const { feeds, refused } = await keptFeeds(state, await trustedKeys(config, 'feeds'))
  return {
    feeds,
    hosts: new Set(feeds.flatMap((feed) => feed.hosts)),
    old: feeds
      .filter(({ expiresAt }) => expiresAt <= now())
      .map(
        ({ name, expiresAt }) => `indicators of after ${expiresAt.toISOString().slice(0, 10)}: the feed ${name} is old`,
      ),
    unanswered: refused.map(() => 'a feed of indicators is here that no trusted key signs: take it in again'),
  }
}

export async function askFeeds(
  { folder, digest, fetched }: VetMaterial,
  packages: readonly Dependency[],
  world: IndicatedWorld,
): Promise<Indicated> {
  const { feeds, hosts, old, unanswered } = await feedsHere(world)
  if (feeds.length === 0) return { ...NONE, unanswered }
  const folders = fetched?.tree == null ? [folder] : [folder, fetched.tree.folder]
  const { tooLarge, ...seen } = seenIn(folders, digest, packages, hosts)
  return {
    hits: feeds.flatMap((feed) => hitsOf(feed, seen)),
    looked: [
      `${counted(seen.digests.size, 'file')}, the hosts in them and ${counted(seen.packages.length, 'package')} in ${counted(feeds.length, 'feed')} of indicators`,
    ],
    notLooked: [
      ...old,
      ...(tooLarge === 0 ? [] : [`hosts in ${counted(tooLarge, 'file')} of more than ${bound('file-bytes')} bytes`]),
    ],
    unanswered,
  }
}

/** Text is whatever can be read as such: a name of a host in a binary counts as well. */
function seenIn(
  folders: readonly string[],
  digest: string | null,
  packages: readonly Dependency[],
  wanted: ReadonlySet<string>,
): Seen & { readonly tooLarge: number } {
  const digests = new Map<string, string>(digest === null ? [] : [[digest, 'package']])
  const hosts = new Map<string, string>()
  let tooLarge = 0
  for (const folder of folders) {
    for (const { path, kind, place, stat } of walk(folder, undefined, () => undefined)) {
      if (kind !== 'file' && kind !== 'exec') continue
      if (stat.size > bound('file-bytes')) {
        digests.set(readOne(place).digest, path)
        tooLarge += 1
        continue
      }
      const bytes = readBoundedNow(place) ?? Buffer.alloc(0)
      digests.set(`sha256:${sha256(bytes)}`, path)
      findHosts(bytes.toString('latin1'), path, wanted, hosts)
    }
  }
  return { digests, hosts, packages: packages.map(purlOf), tooLarge }
}
