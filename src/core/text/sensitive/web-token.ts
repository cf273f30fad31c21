// JSON Web Tokens (RFC 7519): told from other base64 by a header that says how they are signed or encrypted.
import { isMadeUp } from './made-up.ts'
import type { Form } from './sensitive.ts'

const LEAST_SIGNATURE = 16

export const WEB_TOKENS: readonly Form[] = [
  {
    near: ['eyj'],
    // Nothing of its alphabet stands before it, so that no stretch is read for every `eyJ` that it holds.
    pattern:
      /(?<=(?<![\w-])|\\[bfnrt]|\\u[\dA-Fa-f]{4}|%[\dA-Fa-f]{2})eyJ[\w-]{10,2000}\.(?:[\w-]{0,2000}\.[\w-]{10,100}\.[\w-]{1,16000}\.[\w-]{16,100}|eyJ[\w-]{2,8000}\.[\w-]{0,2000})/y,
    judge: (value) => ({ family: 'credential', what: 'JSON Web Token', isMadeUp: !isToken(value.split('.')) }),
  },
]

/** Five parts are encrypted; of three, the second holds the claims and the third the signature. Unsigned, it opens nothing. */
function isToken([header = '', ...parts]: readonly string[]): boolean {
  const { alg, enc } = objectIn(header) ?? {}
  if (typeof alg !== 'string') return false
  if (parts.length === 4) return typeof enc === 'string'
  const [claims = '', signature = ''] = parts
  return signature.length >= LEAST_SIGNATURE && objectIn(claims) !== null && !isMadeUp(signature)
}

function objectIn(base64: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(atob(base64.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
