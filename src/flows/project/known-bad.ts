// What advisories and feeds of indicators say about the packages, images and hosts that an entry names.
import { advisoryFinding, indicatorFinding } from '../../core/advisory/findings.ts'
import { findHosts, hitsOf, type Indicators } from '../../core/advisory/indicators.ts'
import type { Report, Unanswered } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { purlOf } from '../../core/report/sbom.ts'
import { commandsOf } from '../../core/rules/launch/command.ts'
import { packagesOf, type Published, publishedAs } from '../../core/rules/launch/package.ts'
import { openAdvisoryIndex } from '../../io/store/advisory-index.ts'
import { keptFeeds } from '../../io/store/feeds.ts'
import { trustedKeys } from '../../io/store/trusted-keys.ts'
import { askAdvisories, isOld } from '../vet/advisories.ts'

export type KnownWorld = { readonly config: string; readonly state: string; readonly now: () => Date }

export type KnownBad = {
  readonly ask: (entry: LaunchEntry) => Report
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
  readonly unanswered: readonly Unanswered[]
  readonly close: () => void
}

export async function openKnownBad({ config, state, now }: KnownWorld): Promise<KnownBad> {
  const { feeds, refused } = await keptFeeds(state, await trustedKeys(config, 'feeds'))
  const index = openAdvisoryIndex(state)
  const day = index?.facts.importedAt.toISOString().slice(0, 10)
  const about = index === null ? [] : [`${index.facts.count} advisories, imported on ${day}`]
  const none = 'advisories: none are here; `sallyport advisories import SOURCE` takes them in'
  const old = index !== null && isOld(index.facts, now()) ? [`advisories of after ${day}: import them again`] : []
  const oldFeeds = feeds
    .filter(({ expiresAt }) => expiresAt <= now())
    .map(
      ({ name, expiresAt }) => `indicators of after ${expiresAt.toISOString().slice(0, 10)}: the feed ${name} is old`,
    )
  const why = 'a feed of indicators is here that no trusted key signs: take it in again'
  return {
    looked: feeds.length === 0 ? about : [...about, `${feeds.length} feeds of indicators`],
    notLooked: [...(index === null ? [none] : old), ...oldFeeds],
    unanswered: refused.map(() => ({ rule: 'known-indicator', why })),
    ask: (entry) => askAbout(entry, index, feeds),
    close: () => index?.close(),
  }
}

/** Throws a RangeError where an entry starts too much to be looked at; a rule says so as well. */
export const publishedIn = (entry: LaunchEntry): readonly Published[] =>
  commandsOf(entry)
    .flatMap(packagesOf)
    .flatMap((spec) => publishedAs(spec) ?? [])

function askAbout(
  entry: LaunchEntry,
  index: ReturnType<typeof openAdvisoryIndex>,
  feeds: readonly Indicators[],
): Report {
  const about = { subject: 'known', looked: [], notLooked: [] }
  const found = publishedOrNull(entry)
  if (found === null)
    return { ...about, findings: [], unanswered: [{ rule: 'known-malicious', why: 'it starts too much to be read' }] }
  const exact = found.flatMap((one) => (one.version === null ? [] : [{ ...one, version: one.version }]))
  const { hits, unknown } = index === null ? { hits: [], unknown: [] } : askAdvisories(exact, index)
  const words = [...entry.argv, entry.url ?? '', ...Object.values(entry.env)]
  const hosts = new Map<string, string>()
  findHosts(words.join('\n'), 'launch', new Set(feeds.flatMap((feed) => feed.hosts)), hosts)
  const digests = new Map(
    words.flatMap((word) => [...word.matchAll(/sha256:[0-9a-f]{64}/g)].map(([digest]) => [digest, 'launch'] as const)),
  )
  // A package that is bad in every version is named without one.
  const packages = found.map((one) => purlOf({ ...one, version: one.version ?? '' }))
  const indicated = feeds.flatMap((feed) => hitsOf(feed, { digests, packages, hosts }))
  return {
    ...about,
    findings: [...hits.map(advisoryFinding), ...indicated.map(indicatorFinding)],
    unanswered: unknown.map((what) => ({
      rule: 'known-weakness',
      why: `${what}: its versions cannot be compared`,
    })),
    checks: index === null && feeds.length === 0 ? 0 : 1,
  }
}

function publishedOrNull(entry: LaunchEntry): readonly Published[] | null {
  try {
    return publishedIn(entry)
  } catch (cause) {
    if (cause instanceof RangeError) return null
    throw cause
  }
}
