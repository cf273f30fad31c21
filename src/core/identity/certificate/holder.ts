// Whose a client certificate is, once its chain was checked. Absence is refusal here too: one that does not say that it is for
// clients could be that of any server of the same authority.
import { bound } from '../../model/bounds.ts'
import type { Principal } from '../../model/principal.ts'
import type { ClientSettings } from './settings.ts'

type Alternative = 'uri' | 'email' | 'dns' | 'ip'

/** What a certificate says. Times in milliseconds of the wall clock. */
export type Certificate = {
  /** Hexadecimal, in capitals, without zeros before it. */
  readonly serial: string
  readonly from: number
  readonly until: number
  /** OIDs of the extended key usage; null: it has none. */
  readonly usages: readonly string[] | null
  readonly names: Readonly<Record<Alternative | 'cn' | 'ou', readonly string[]>>
  /** SHA-256 of its bytes in base64url, as tokens are bound to it (RFC 8705 section 3.1). */
  readonly thumbprint: string
}

export type CertificateFault =
  | 'certificate-missing'
  | 'certificate-unknown'
  | 'certificate-unchecked'
  | 'certificate-expired'
  | 'certificate-early'
  | 'certificate-usage'
  | 'certificate-revoked'
  | 'certificate-unnamed'

export type Holder = { readonly principal: Principal; readonly until: number }

const FOR_CLIENTS = '1.3.6.1.5.5.7.3.2'

/** The name of a user of the system, or of one that an issuer names, never begins so. */
const PREFIX = 'x509#'

/** `now` in milliseconds of the wall clock. */
export function holderOf(
  { serial, from, until, usages, names }: Certificate,
  { user, groups }: Pick<ClientSettings, 'user' | 'groups'>,
  revoked: ReadonlySet<string>,
  now: number,
): Holder | CertificateFault {
  if (now >= until) return 'certificate-expired'
  if (now < from) return 'certificate-early'
  if (usages?.includes(FOR_CLIENTS) !== true) return 'certificate-usage'
  if (revoked.has(serial)) return 'certificate-revoked'
  const [name, ...others] = names[user]
  if (name === undefined || others.length > 0 || !isName(name)) return 'certificate-unnamed'
  const units = groups === 'none' ? [] : [...new Set(names.ou)].toSorted()
  // What a policy forbids to a group must not be lifted by a certificate that names none.
  const hasGroups = groups === 'none' || (units.length > 0 && units.length <= bound('identity-groups'))
  if (!hasGroups || !units.every(isName)) return 'certificate-unnamed'
  return { principal: { user: `${PREFIX}${name}`, groups: units, isOwner: false }, until }
}

const isName = (text: string): boolean =>
  text !== '' && text.length <= bound('identity-value-chars') && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)

const KINDS: ReadonlyMap<string, Alternative> = new Map([
  ['URI', 'uri'],
  ['email', 'email'],
  ['DNS', 'dns'],
  ['IP Address', 'ip'],
])

/** Alternative names as Node writes them: `DNS:a.example, URI:spiffe://team/a`; what could be read in two ways it puts into quotes. */
export function alternativeNames(text: string): Pick<Certificate['names'], Alternative> {
  const found: Record<Alternative, string[]> = { uri: [], email: [], dns: [], ip: [] }
  for (const [, label, quoted, plain] of text.matchAll(/(?:^|, )([^:,"]+):(?:("(?:[^"\\]|\\.)*")|([^,"]*))(?=, |$)/g)) {
    const kind = KINDS.get(label!)
    if (kind !== undefined) found[kind].push(quoted === undefined ? plain! : (JSON.parse(quoted) as string))
  }
  return found
}
