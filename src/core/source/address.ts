// Whether a download may go to an address: what a person has configured counts as theirs, all else must be public and https.
import { readAddress, whyNotDialled, whyNotOwn } from '../text/address.ts'

/** `own`: a registry of the person's own configuration. `stranger`: an address that somebody else named, or that was typed. */
export type Standing = 'own' | 'stranger'

export type Origins = {
  /** As `https://host:port`, with what is usual left out. */
  readonly own: readonly string[]
}

export const standingOf = (url: URL, { own }: Origins): Standing => (own.includes(url.origin) ? 'own' : 'stranger')

/** Why this address must not be asked at all; null where its host has to be looked up first. */
export function whyNotAsked(url: URL, standing: Standing): string | null {
  if (url.protocol !== 'https:' && !(standing === 'own' && url.protocol === 'http:')) return 'it is not https'
  if (url.username !== '' || url.password !== '') return 'it holds a user name or a password'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isAddress = readAddress(host) !== null
  // Written down as an address by the person: also this machine, as for installs.
  if (standing === 'own') return null
  if (isAddress) return whyNotReached(host, standing)
  return host === 'localhost' || host.endsWith('.localhost') ? 'it is this machine' : null
}

/** Why a name must not lead there. `networks`: those that this machine is in, where a stranger has no business. */
export const whyNotReached = (address: string, standing: Standing, networks: readonly string[] = []): string | null => {
  const why = standing === 'own' ? whyNotOwn(address) : whyNotDialled(address, networks)
  return why === null ? null : `it leads to ${address}, which is not public (${why})`
}
