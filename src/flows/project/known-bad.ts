// What advisories and feeds of indicators say about the packages, images and hosts that an entry names.
import { advisoryFinding, indicatorFinding } from '../../core/advisory/findings.ts'
import { findHosts, hitsOf, type Indicators } from '../../core/advisory/indicators.ts'
import type { Report, Unanswered } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { purlOf } from '../../core/report/sbom.ts'
import { commandsOf } from '../../core/rules/launch/command.ts'
import { packagesOf, type Published, publishedAs } from '../../core/rules/launch/package.ts'
import { openAdvisoryIndex } from '../../io/store/advisory-index.ts'
import { askAdvisories, isOld } from '../vet/advisories.ts'
import { feedsHere, type IndicatedWorld } from '../vet/indicated.ts'

export type KnownBad = {
  readonly ask: (entry: LaunchEntry) => Report
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
  readonly unanswered: readonly Unanswered[]
  readonly close: () => void
}

export async function openKnownBad(world: IndicatedWorld): Promise<KnownBad> {
  const { state, now } = world
  const { feeds, hosts, old: oldFeeds, unanswered } = await feedsHere(world)
  const index = openAdvisoryIndex(state)
  const day = index?.facts.importedAt.toISOString().slice(0, 10)
  const about = index === null ? [] : [`${index.facts.count} advisories, imported on ${day}`]
  const none = 'advisories: none are here; `sallyport advisories import SOURCE` takes them in'
  const old = index !== null && isOld(index.facts, now()) ? [`advisories of after ${day}: import them again`] : []
  return {
    looked: feeds.length === 0 ? about : [...about, `${feeds.length} feeds of indicators`],
    notLooked: [...(index === null ? [none] : old), ...oldFeeds],
    unanswered: unanswered.map((why) => ({ rule: 'known-indicator', why })),
    ask: (entry) => askAbout(entry, index, feeds, hosts),
    close: () => index?.close(),
  }
}

/** Null where an entry starts too much to be looked at; a rule says so as well. */
export function publishedIn(entry: LaunchEntry): readonly Published[] | null {
  try {
    return commandsOf(entry)
      .flatMap(packagesOf)
      .flatMap((spec) => publishedAs(spec) ?? [])
  } catch (cause) {
    if (cause instanceof RangeError) return null
    throw cause
  }
}

function askAbout(
  entry: LaunchEntry,
  index: ReturnType<typeof openAdvisoryIndex>,
  feeds: readonly Indicators[],
  hosts: ReadonlySet<string>,
): Report {
  const about = { subject: 'known', looked: [], notLooked: [] }
  const found = publishedIn(entry)
  if (found === null)
    return { ...about, findings: [], unanswered: [{ rule: 'known-malicious', why: 'it starts too much to be read' }] }
  const exact = found.flatMap((one) => (one.version === null ? [] : [{ ...one, version: one.version }]))
  const { hits, unknown } = index === null ? { hits: [], unknown: [] } : askAdvisories(exact, index)
  const words = [...entry.argv, entry.url ?? '', ...Object.values(entry.env)]
  const named = new Map<string, string>()
  findHosts(words.join('\n'), 'launch', hosts, named)
  const digests = new Map(
    words.flatMap((word) => [...word.matchAll(/sha256:[0-9a-f]{64}/g)].map(([digest]) => [digest, 'launch'] as const)),
  )
  // A package that is bad in every version is named without one.
  const packages = found.map((one) => purlOf({ ...one, version: one.version ?? '' }))
  const indicated = feeds.flatMap((feed) => hitsOf(feed, { digests, packages, hosts: named }))
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
