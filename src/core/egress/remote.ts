// Where a remote server may be dialled: at the host and port of its address, and at nothing private that nobody approved.
import type { NetGrant } from '../model/grants.ts'
import { readAddress } from '../text/address.ts'
import type { ReadGrant } from './grant.ts'
import { chooseAddresses, type Chosen } from './decide.ts'

export type Dialled = {
  /** A name, or an address without brackets. */
  readonly host: string
  readonly port: number
  readonly isTls: boolean
}

export function dialledBy(url: URL): Dialled {
  const isTls = url.protocol === 'https:'
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, isTls }
}

const no = (why: string): ReadGrant => ({ ok: false, why })

/** What `--net` says for a remote server: its own host and port, and the address that the name means where that is private. */
export function readRemoteNet(word: string, at: Dialled): ReadGrant {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^@:[\]]+):(\d{1,5})(?:@([0-9a-fA-F.:]+))?$/.exec(word)
  const host = match?.[1]!.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (host !== at.host || Number(match?.[2]) !== at.port)
    return no(`is not where it is reached, which is its own host and port alone: want ${shownAt(at)}`)
  const literal = readAddress(at.host) === null ? undefined : at.host
  const address = match?.[3] ?? literal
  if (address === undefined) return no(`want the address that the name means: ${shownAt(at)}@ADDRESS`)
  if (readAddress(address) === null) return no('what follows the @ is no address')
  if (literal !== undefined && address !== literal) return no('the address in its URL is another one')
  return { ok: true, grant: { host: at.host, port: at.port, kind: at.isTls ? 'tls' : 'http', address } }
}

export const shownAt = ({ host, port }: Dialled): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** What is to be dialled before any lookup: an approved or a written address; null: the name has to be looked up. */
export function fixedAddress({ host, port }: Dialled, net: readonly NetGrant[]): Chosen | null {
  const granted = net.find((grant) => grant.host === host && grant.port === port)?.address
  if (granted !== undefined) return { ok: true, addresses: [granted] }
  return readAddress(host) === null ? null : chooseAddresses([host])
}

/** Plain words go to this machine alone, whatever a name or a grant makes of it. */
export const isThisMachine = (address: string): boolean => address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address)
