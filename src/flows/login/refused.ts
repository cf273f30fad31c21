// A login that is refused: by us, for what a server or an issuer says.
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

export const shown = (text: string): string => quote(untrusted(text), 400)

/** `what` says it: an address, or an issuer. */
export const refused = (what: string, why: string, fix?: string): Failure =>
  new Failure('login-refused', `${shown(what)} ${why}`, fix === undefined ? {} : { fix })
