// What an address carries beside where it leads: words packed as base64, base32 or hex in its query, its path or its host name.
// Keys, signatures and digests are packed bytes too, and no words: only what reads as text when it is unpacked counts.

export type Carried = { readonly where: string; readonly by: 'base64' | 'base32' | 'hex'; readonly words: string }

/** Shorter ones are ids that happen to read as letters. */
const FEWEST = 12
const LONGEST = 4_096

/** The first of them; null: nothing that reads as words. */
export function carriedBy(url: string): Carried | null {
  const found = /^[a-z]{2,10}:\/\/([^/?#]{1,253})([^?#]{0,2048})(?:\?([^#]{0,4096}))?(?:#(.{0,2048}))?/is.exec(
    url.slice(0, LONGEST),
  )
  if (found === null) return null
  const [, host = '', path = '', query = '', fragment = ''] = found
  return inHost(host) ?? inQuery(query) ?? inQuery(fragment) ?? inPath(path)
}

/** Labels of names that are looked up reach whoever serves the domain, whatever the broker does. */
function inHost(host: string): Carried | null {
  const labels = host
    .replace(/^[^@]*@|:\d+$/g, '')
    .split('.')
    .slice(0, -2)
  const joined = labels.filter((label) => label.length >= 16).join('')
  const words = unhex(joined) ?? unbase32(joined)
  return words === null ? null : { where: 'its host name', by: /^[\da-f]+$/i.test(joined) ? 'hex' : 'base32', words }
}

/** Tokens and cursors of honest services are packed JSON. */
const TOKENS =
  /^(?:state|code|token|\w*_token|sig|signature|x-\w+|cursor|after|before|page|next|continuation|jwt|key|id|hash|etag|integrity|__\w+)$/i

function inQuery(query: string): Carried | null {
  for (const pair of query.split('&', 64)) {
    const at = pair.indexOf('=')
    const [name, value] = at < 0 ? ['', pair] : [pair.slice(0, at), pair.slice(at + 1)]
    const found = unpacked(value.replace(/%2b/gi, '+').replace(/%2f/gi, '/').replace(/%3d/gi, '='))
    if (found !== null && !(TOKENS.test(name) && found.words.startsWith('{'))) return { where: 'its query', ...found }
  }
  return null
}

function inPath(path: string): Carried | null {
  for (const part of path.split('/', 64)) {
    const found = unpacked(part)
    if (found !== null && !found.words.startsWith('{')) return { where: 'its path', ...found }
  }
  return null
}

function unpacked(value: string): Pick<Carried, 'by' | 'words'> | null {
  const hex = unhex(value)
  if (hex !== null) return { by: 'hex', words: hex }
  const words = /^[\w+/-]{16,4096}={0,2}$/.test(value) ? unbase64(value) : null
  return words === null ? null : { by: 'base64', words }
}

function unbase64(value: string): string | null {
  const plain = value.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (plain.length % 4 === 1) return null
  return wordsOf(atob(plain))
}

function unhex(value: string): string | null {
  if (!/^(?:[\da-f]{2}){12,2048}$/i.test(value)) return null
  return wordsOf(value.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))))
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

function unbase32(value: string): string | null {
  if (!/^[a-z2-7]{20,1024}$/i.test(value)) return null
  let [held, bits, text] = [0, 0, '']
  for (const letter of value.toLowerCase()) {
    held = ((held << 5) | BASE32.indexOf(letter)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    text += String.fromCharCode((held >> bits) & 0xff)
  }
  return wordsOf(text)
}

/** All of it is printed ASCII with letters, and signs or blanks between them. */
const wordsOf = (text: string): string | null =>
  text.length >= FEWEST &&
  /^[\x20-\x7e\t\r\n]+$/.test(text) &&
  /[a-z]{3}/i.test(text) &&
  (/[ =:@{}"\n,;/]/.test(text) || /^[a-z]{1,12}(?:[_-]?[a-z]{2,12}){1,}$/i.test(text))
    ? text
    : null
