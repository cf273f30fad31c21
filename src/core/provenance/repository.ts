// Repositories as manifests, builds and people write them, in one form: `host/owner/name`.
import type { BuildClaim } from '../model/provenance.ts'

const SHORT: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
}

/** Null where it names none that could be compared. */
export function readRepository(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^git\+/, '')
    .replace(/[?#].*$/, '')
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+)\/([\w.-]+)$/.exec(bare)
  if (short !== null) return joined(SHORT[short[1] ?? 'github']!, `${short[2]}/${short[3]}`)
  const scp = /^(?:\w+@)([\w.-]+):(?!\/)(.+)$/.exec(bare)
  if (scp !== null) return joined(scp[1]!, scp[2]!)
  const url = URL.parse(bare)
  if (url === null || !['https:', 'http:', 'ssh:', 'git:'].includes(url.protocol)) return null
  return joined(url.hostname, url.pathname)
}

function joined(host: string, path: string): string | null {
  // What follows the repository is a folder, a branch or a ref in it.
  const clean = path.replace(/^\/+|\/+$/g, '').replace(/@.*$/, '')
  const parts = clean
    .replace(/\/(?:-\/)?(?:tree|blob)\/.*$/, '')
    .replace(/\.git$/, '')
    .split('/')
  if (parts.length < 2 || parts.some((part) => part === '' || part === '..')) return null
  const counted = host === 'github.com' || host === 'www.github.com' ? parts.slice(0, 2) : parts
  return [host.replace(/^www\./, ''), ...counted].join('/').toLowerCase()
}

/** Whether the one who proved to the authority who builds, `issuer`, is the host of this repository: others put down any repository that they read. */
export function isFromItsHost(repository: string, issuer: string | null): boolean {
  const [host] = readRepository(repository)?.split('/') ?? []
  const { hostname = null, protocol = null } = URL.parse(issuer ?? '') ?? {}
  if (host === undefined || protocol !== 'https:') return false
  return hostname === (host === 'github.com' ? GITHUB_ISSUER : host)
}

const GITHUB_ISSUER = 'token.actions.githubusercontent.com'

/** Whether every build that names a repository names the one that the package claims; null where neither can be told. */
export function matchesClaimed(
  builds: readonly Pick<BuildClaim, 'repository'>[],
  claimed: string | null,
): boolean | null {
  const told = builds.map(({ repository }) => isSameRepository(repository, claimed)).filter((one) => one !== null)
  return told.length === 0 ? null : told.every((one) => one)
}

/** Whether both name one repository; null where either cannot be told. */
export function isSameRepository(one: string | null, other: string | null): boolean | null {
  const [a, b] = [one, other].map((text) => (text === null ? null : readRepository(text)))
  return a === null || b === null || a === undefined || b === undefined ? null : a === b
}
