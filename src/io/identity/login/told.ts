// What an issuer said that is a no, or cannot be used, as a failure of ours: the library finds it, and an error of the issuer is one word.
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'

/** Loaded where somebody logs in, and nowhere else. */
export const library = () => import('oauth4webapi')

/** Of what an issuer said, in words of ours. */
export class Misfit extends Error {}

/** The library names what is wrong without repeating what it holds; an error of the issuer is one word of RFC 6749. */
export async function told<T>(issuer: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const shown = quote(untrusted(issuer), 400)
    const error = await errorIn(cause)
    if (error !== null) throw new Refused(`${shown} ${what}: ${error}`, error)
    throw new Failure(
      'login-refused',
      `${shown} ${cause instanceof Misfit ? cause.message : `${what}: ${whyOf(cause)}`}`,
    )
  }
}

/** Null: it is the answer that cannot be used, and not one that says no. */
async function errorIn(cause: unknown): Promise<string | null> {
  const { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } = await library()
  if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError) return wordOf(cause.error)
  if (!(cause instanceof WWWAuthenticateChallengeError)) return null
  const said = (await cause.response.json().catch(() => null)) as { readonly error?: unknown } | null
  return wordOf(said?.error)
}

export const wordOf = (error: unknown): string =>
  typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) ? error : 'it does not say why'

function whyOf(cause: unknown): string {
  const { cause: about, message } = cause as Error
  if (about instanceof Response && about.status !== 200) return `it answered with status ${about.status}`
  return quote(untrusted(message.replaceAll('"', '')), 300)
}

/** The issuer itself said no; `error` is its word. */
export class Refused extends Failure {
  readonly error: string

  constructor(message: string, error: string) {
    super('login-refused', message)
    this.error = error
  }
}
