// Whether a sandbox may look up a name, open a connection to it, and go on after its first words.
import type { NetGrant } from '../model/grants.ts'
import type { Hello } from './hello.ts'
import { covers } from './name.ts'
import { whyNotDialled } from '../text/address.ts'

export const isGranted = (name: string, grants: readonly NetGrant[]): boolean =>
  grants.some(({ host }) => covers(host, name))

/** The grant for this name and port; one for the very name is meant before a wildcard. */
export const grantFor = (name: string, port: number, grants: readonly NetGrant[]): NetGrant | undefined => {
  const fitting = grants.filter((grant) => grant.port === port && covers(grant.host, name))
  return fitting.find(({ host }) => host === name) ?? fitting[0]
}

/** Why a connection must end after these first words; null to let it pass. */
export function helloRefusal(hello: Exclude<Hello, { kind: 'more' }>, name: string): string | null {
  if (hello.kind === 'not') return `not TLS: ${hello.why}`
  if (hello.name === null) return 'the TLS hello names no host'
  if (hello.name !== name) return `the TLS hello names another host: ${hello.name}`
  return hello.hidden ? 'the TLS hello hides an inner one (ECH), which could name any host' : null
}

/** `address` beside a refusal: the one that is not public. None: the name has none at all. */
export type Chosen =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly why: string; readonly address?: string }

/**
 * The addresses to dial, in this order until one answers. One private answer spoils them all: a name that mixes them is being turned
 * against us. `networks`: those that this machine is in.
 */
export function chooseAddresses(answers: readonly string[], networks: readonly string[] = []): Chosen {
  for (const address of answers) {
    const why = whyNotDialled(address, networks)
    if (why !== null) return { ok: false, address, why: `the name leads to ${address}, which is not public (${why})` }
  }
  return answers.length === 0 ? { ok: false, why: 'the name has no address' } : { ok: true, addresses: answers }
}
