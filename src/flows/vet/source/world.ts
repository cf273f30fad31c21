// What fetching something to be vetted needs, and what it hands on.
import { NO_PROVENANCE, type Provenance } from '../../../core/model/provenance.ts'
import type { Fetched } from '../../../core/model/fetched.ts'
import { whyNotReached } from '../../../core/source/address.ts'
import { ownNetworks } from '../../../io/egress/networks.ts'
import { resolveHere } from '../../../io/egress/resolve.ts'
import type { DownloadWorld } from '../../../io/source/download/world.ts'
import type { ResolveWorld } from '../../resolve/world.ts'

/** `reach` is what a test puts in place of this machine's names, addresses and certificates. */
export type FetchWorld = ResolveWorld & {
  readonly reach?: Partial<Pick<DownloadWorld, 'resolve' | 'whyNot' | 'certificates' | 'own'>>
}

/** Hands on what was fetched; all of it is gone afterwards. */
export type Work<Answer> = (fetched: Fetched) => Promise<Answer>

const PROXY = /^(https?|no|all)_proxy$/i

/** Nobody's registry: https and public addresses only. */
export function strangersOnly({
  env,
  progress,
  reach = {},
}: Pick<FetchWorld, 'env' | 'progress' | 'reach'>): DownloadWorld {
  const proxies = Object.entries(env).filter(
    (pair): pair is [string, string] => PROXY.test(pair[0]) && pair[1] !== undefined && pair[1] !== '',
  )
  return {
    own: [],
    resolve: resolveHere,
    whyNot: (address, standing) => whyNotReached(address, standing, ownNetworks()),
    certificates: [],
    authorize: () => null,
    proxies: Object.fromEntries(proxies),
    progress,
    ...reach,
  }
}

export const originsOf = (urls: readonly string[]): readonly string[] => [
  ...new Set(urls.flatMap((url) => URL.parse(url)?.origin ?? [])),
]

export const provenanceOf = (
  facts: Provenance['facts'],
  more: Partial<Omit<Provenance, 'facts'>> = {},
): Provenance => ({ ...NO_PROVENANCE, ...more, facts })
