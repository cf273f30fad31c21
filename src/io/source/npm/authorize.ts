// The keys of a registry, for its own addresses and no others.
import type { Credential } from './config.ts'

/** The value of an Authorization header; the nearest line of the npmrc counts, as it does for npm. */
export function authorizeBy(credentials: readonly Credential[]): (url: URL) => string | null {
  return ({ host, pathname }) => {
    const fitting = (what: string): string | undefined => {
      const lines = credentials.filter(
        ({ key }) => key.endsWith(`/:${what}`) && `//${host}${pathname}`.startsWith(key.slice(0, -what.length - 1)),
      )
      return lines.toSorted((a, b) => b.key.length - a.key.length)[0]?.value
    }
    const [token, basic, user, word] = ['_authToken', '_auth', 'username', '_password'].map(fitting)
    if (token !== undefined) return `Bearer ${token}`
    if (basic !== undefined) return `Basic ${basic}`
    if (user === undefined || word === undefined) return null
    return `Basic ${Buffer.from(`${user}:${Buffer.from(word, 'base64').toString('utf8')}`).toString('base64')}`
  }
}
