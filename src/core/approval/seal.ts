// Questions, answers and grants lie in files: a keyed hash says that they were written by who has the key of this user.
import { isSame } from '../canon/same-bytes.ts'

/** HMAC-SHA-256 in hex under the key of this user. */
export type Mac = (text: string) => string

/** One can never be taken for the other. */
export type Kind = 'question' | 'answer' | 'memory' | 'grants'

const FORM = 'sallyport approval 1'

export const seal = (kind: Kind, body: string, mac: Mac): string => `${macOf(kind, body, mac)}\n${body}\n`

/** Null for what was not sealed by this key, or not as this. */
export function unseal(kind: Kind, text: string, mac: Mac): string | null {
  const [given = '', body = '', ...rest] = text.split('\n')
  if (rest.length !== 1 || rest[0] !== '') return null
  return isSame(bytes(given), bytes(macOf(kind, body, mac))) ? body : null
}

const macOf = (kind: Kind, body: string, mac: Mac): string => mac(`${FORM}\n${kind}\n${body}`)

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
