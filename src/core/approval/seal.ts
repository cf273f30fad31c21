// Questions and answers lie in files: a keyed hash says that they were written by who has the key of this user.

/** HMAC-SHA-256 in hex under the key of this user. */
export type Mac = (text: string) => string

/** One can never be taken for the other. */
export type Kind = 'question' | 'answer'

const FORM = 'sallyport approval 1'

export const seal = (kind: Kind, body: string, mac: Mac): string => `${macOf(kind, body, mac)}\n${body}\n`

/** Null for what was not sealed by this key, or not as this. */
export function unseal(kind: Kind, text: string, mac: Mac): string | null {
  const [given = '', body = '', ...rest] = text.split('\n')
  if (rest.length !== 1 || rest[0] !== '') return null
  return isSame(given, macOf(kind, body, mac)) ? body : null
}

const macOf = (kind: Kind, body: string, mac: Mac): string => mac(`${FORM}\n${kind}\n${body}`)

/** In a time that does not tell how much of it is right. */
function isSame(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false
  let differing = 0
  for (let at = 0; at < expected.length; at += 1) differing |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return differing === 0
}
