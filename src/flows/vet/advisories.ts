// Takes in advisories, and asks them about a package and all that it depends on.
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fixedIn, matchOf } from '../../core/advisory/match.ts'
import { type Advisory, keyName, readAdvisory } from '../../core/advisory/osv.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Dependency } from '../../core/model/fetched.ts'
import { SEVERITIES } from '../../core/model/finding.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { download } from '../../io/source/download/download.ts'
import { eachAdvisoryFile } from '../../io/source/osv-files.ts'
import { withStaging } from '../../io/source/staging.ts'
import { type AdvisoryFacts, type AdvisoryIndex, writeAdvisoryIndex } from '../../io/store/advisory-index.ts'
import { strangersOnly, type FetchWorld } from './source/world.ts'

export type Imported = AdvisoryFacts & {
  /** Files that are no advisory, or too large. */
  readonly unreadable: number
  /** Affected packages of which only commits are told. */
  readonly unread: number
}

type ImportWorld = Pick<FetchWorld, 'cwd' | 'env' | 'store' | 'progress' | 'reach'> & {
  readonly state: string
  readonly now: () => Date
}

const TOLD = 50_000
/** So many files that are left out are named; all are counted. */
const NAMED = 5

/** `sources`: folders, ZIP archives, or https addresses of such archives. All of them together replace what was there. */
export async function importAdvisories(sources: readonly string[], world: ImportWorld): Promise<Imported> {
  let [files, unreadable, unread] = [0, 0, 0]
  const facts = { importedAt: world.now(), source: sources.join(' ') }
  const written = await writeAdvisoryIndex(world.state, facts, async (add) => {
    for (const source of sources) {
      world.progress(`reading advisories from ${quote(untrusted(source), 300)}`)
      await eachOf(source, world, (json, name) => {
        if (++files % TOLD === 0) world.progress(`${files} advisories read`)
        const read = json === null ? null : readAdvisory(json)
        if (read === null && ++unreadable <= NAMED)
          world.progress(`left out, as it is no advisory, or too large: ${quote(untrusted(name), 300)}`)
        for (const advisory of read?.advisories ?? []) add(advisory)
        unread += read?.unread ?? 0
      })
    }
    // An empty source would take all that is known away.
    if (files - unreadable === 0)
      throw new Failure('target-unknown', 'there is no advisory in what was named', {
        fix: 'Name a folder or a ZIP archive with advisories in the OSV format.',
      })
  })
  return { ...written, unreadable, unread }
}

async function eachOf(source: string, world: ImportWorld, take: Parameters<typeof eachAdvisoryFile>[2]): Promise<void> {
  if (/^https:/i.test(source)) {
    return await withStaging(world.store, null, async (staging) => {
      const archive = join(staging, 'advisories.zip')
      await download(source, archive, strangersOnly(world))
      await eachAdvisoryFile(archive, false, take)
    })
  }
  const path = resolve(world.cwd, source)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || !(found.isDirectory() || found.isFile())) {
    throw new Failure('target-unknown', `there is no folder or archive ${quote(untrusted(source), 300)}`, {
      fix: 'Name a folder, a ZIP archive, or an https address of one.',
    })
  }
  await eachAdvisoryFile(path, found.isDirectory(), take)
}

export type Hit = {
  readonly advisory: Advisory
  readonly of: Pick<Dependency, 'name' | 'version'>
  readonly fixed: readonly string[]
}
export type Asked = {
  readonly hits: readonly Hit[]
  /** Names and ids of which nothing can be said. */ readonly unknown: readonly string[]
}

export function askAdvisories(packages: readonly Omit<Dependency, 'path'>[], index: AdvisoryIndex): Asked {
  const hits: Hit[] = []
  const unknown: string[] = []
  const seen = new Set<string>()
  for (const { ecosystem, name, version } of packages) {
    const key = `${ecosystem} ${name}@${version}`
    if (seen.has(key)) continue
    seen.add(key)
    const meant: Advisory[] = []
    for (const advisory of index.find(ecosystem, keyName(ecosystem, name))) {
      const match = matchOf(version, advisory)
      if (match === 'affected') meant.push(advisory)
      if (match === 'unknown') unknown.push(`${advisory.id} about ${quote(untrusted(`${name}@${version}`), 200)}`)
    }
    for (const advisory of withoutTwins(meant))
      hits.push({ advisory, of: { name, version }, fixed: fixedIn(version, advisory) })
  }
  return { hits, unknown }
}

/** One weakness of one package under several ids is told once, by the gravest of them: a twin never hides malware. */
function withoutTwins(advisories: readonly Advisory[]): readonly Advisory[] {
  const told = new Set<string>()
  return advisories.toSorted(gravestFirst).filter(({ id, aliases }) => {
    if (told.has(id)) return false
    for (const one of [id, ...aliases]) told.add(one)
    return true
  })
}

const gravestFirst = (a: Advisory, b: Advisory): number =>
  Number(b.malicious) - Number(a.malicious) || SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity)

export const isOld = ({ importedAt }: AdvisoryFacts, now: Date): boolean =>
  now.getTime() - importedAt.getTime() > bound('advisory-age-ms')
