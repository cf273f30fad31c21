// What a secret of the store is called, and how an approval or a client config refers to it.
import type { Grants, SecretGrant } from './grants.ts'

/** Letters, digits and a few signs: a name stands in commands to type, in the lockfile and in client configs. */
const NAME = /^[A-Za-z0-9][\w.@-]{0,127}$/
const SCHEME = 'store:'

export const isSecretName = (text: string): boolean => NAME.test(text)

export const referenceTo = (name: string): string => `${SCHEME}${name}`

/** The NAME of `store:NAME`; null for everything else. */
export function secretNamedBy(ref: string): string | null {
  const name = ref.startsWith(SCHEME) ? ref.slice(SCHEME.length) : ''
  return isSecretName(name) ? name : null
}

/** One of what these grants take from the store; undefined where they take nothing. */
export function fromStore(grants: Pick<Grants, 'secrets' | 'oauth' | 'login'>): SecretGrant | undefined {
  const ref = clientSecretOf(grants)
  const all = ref === null ? grants.secrets : [...grants.secrets, { name: '--oauth-secret', ref }]
  return all.find(({ ref }) => secretNamedBy(ref) !== null)
}

/** Whether it can be used only while the store is open. */
export const needsStore = (grants: Pick<Grants, 'secrets' | 'oauth' | 'login'>): boolean =>
  grants.login !== undefined || fromStore(grants) !== undefined

/** Where the secret of the gateway's own client at an issuer comes from; null: there is none. */
export const clientSecretOf = ({ oauth, login }: Pick<Grants, 'oauth' | 'login'>): string | null =>
  oauth?.ref ?? login?.ref ?? null
