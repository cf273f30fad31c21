// What a server answers to whoever may not come in (RFC 6750, RFC 9728 section 5.1): attacker-controlled words, of which only the
// few that a login needs are read.

export type Challenge = {
  readonly error: string
  readonly scopes: readonly string[]
  /** Where the server says that its metadata lies. */
  readonly metadata: string | null
}

export const NO_CHALLENGE: Challenge = { error: '', scopes: [], metadata: null }

const MAX_CHARS = 4_096
export const MAX_SCOPES = 100
/** RFC 6749 appendix A.4. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/
/** A parameter with its value, a scheme, or what parts them. */
const PIECE = /\s*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w-]+)|,)/y

/** Of the scheme Bearer; of any other, or where it can be read in two ways, nothing. */
export function challengeIn(header: string | undefined): Challenge {
  if (header === undefined || header.length > MAX_CHARS) return NO_CHALLENGE
  const said = bearerParameters(header)
  if (said === null) return NO_CHALLENGE
  return {
    error: said.get('error') ?? '',
    scopes: scopesIn(said.get('scope') ?? ''),
    metadata: said.get('resource_metadata') ?? null,
  }
}

function bearerParameters(header: string): ReadonlyMap<string, string> | null {
  const pieces = new RegExp(PIECE)
  const found = new Map<string, string>()
  let scheme = ''
  while (pieces.lastIndex < header.length) {
    const match = pieces.exec(header)
    if (match === null) return null
    const [, name, quoted, plain, word] = match
    if (word !== undefined) scheme = word.toLowerCase()
    if (name === undefined || scheme !== 'bearer') continue
    if (found.has(name.toLowerCase())) return null
    found.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain!)
  }
  return found
}

/** The words of a list of scopes that can be sent again; what no issuer could have written is left out. */
export const scopesIn = (text: string): readonly string[] =>
  [...new Set(text.split(' ').filter(isScope))].slice(0, MAX_SCOPES)

/** Those of a token; null where one of them, or their number, is beyond what can be compared with an approval. */
export function scopesGiven(text: string): readonly string[] | null {
  const words = text.split(' ').filter((word) => word !== '')
  return words.length <= MAX_SCOPES && words.every(isScope) ? [...new Set(words)] : null
}

export const isScope = (word: string): boolean => SCOPE.test(word)
