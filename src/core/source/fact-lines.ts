// What its registry and the package itself say of it, beside its bytes. Told for a person to weigh; nothing of it is a finding alone.
import type { Fetched } from '../model/fetched.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import { someOf } from '../text/some-of.ts'

/** Days and not ages, so that the same answers give the same lines. A registry may answer otherwise tomorrow. */
export function factLines({ files, bytes, registry, provenance }: Fetched): readonly string[] {
  const size = `It holds ${files} entries with ${bytes} bytes.`
  if (registry === null) return [size]
  const { publishedAt, firstPublishedAt, versions, maintainers, deprecated, repository, runsOn } = registry
  const first = firstPublishedAt === null ? '' : `, its first one on ${dayOf(firstPublishedAt)}`
  const among = versions === null ? '' : `, of ${versions} ${versions === 1 ? 'version' : 'versions'}`
  return [
    size,
    publishedAt === null
      ? 'Nobody says when this version was published.'
      : `This version was published on ${dayOf(publishedAt)}${first}${among}.`,
    maintainers.length === 0 ? 'Nobody says who maintains it.' : `Maintained by ${someOf(maintainers, 200)}.`,
    repository === null
      ? 'It claims no repository.'
      : `It claims the repository ${shown(repository)}; ${MATCHES[`${provenance.repositoryMatches}`]}.`,
    ...(runsOn === null ? [] : [`It says that it runs on ${shown(runsOn)}.`]),
    ...(deprecated === null ? [] : [`It is withdrawn or deprecated: ${shown(deprecated)}.`]),
  ]
}

const MATCHES: Readonly<Record<string, string>> = {
  true: 'what is attested was built from there',
  false: 'what is attested was built from elsewhere',
  null: 'no build is attested that could be compared with it',
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
const shown = (text: string): string => quote(untrusted(text), 200)
