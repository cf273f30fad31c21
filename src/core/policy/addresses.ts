// The places outside that words name: hosts of URLs and domains of mail addresses. What is spelled otherwise counts as another place.
import { bound } from '../model/bounds.ts'

/** Null: too much to look through, or too many of them, and so nobody knows. */
export function addressesIn(texts: Iterable<string>): ReadonlySet<string> | null {
  const found = new Set<string>()
  let chars = 0
  for (const text of texts) {
    chars += text.length
    if (chars > bound('address-chars')) return null
    for (const address of addressesOf(text)) {
      found.add(address)
      if (found.size > bound('addresses-in-call')) return null
    }
  }
  return found
}

/** Walked sign by sign, for every start is looked at once: nothing here grows with the square of the text. */
function* addressesOf(text: string): Generator<string> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) yield* placeAt(text, at + 1)
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    // Readers of URLs take one slash, three, or backslashes for two.
    const start = afterSlashes(text, at + 1)
    if (start > at + 1) yield* placeAt(text, start)
  }
  if (/^\s*[/\\]{2}/.test(text)) yield* placeAt(text, afterSlashes(text, text.length - text.trimStart().length))
}

function afterSlashes(text: string, at: number): number {
  let end = at
  while (text[end] === '/' || text[end] === '\\') end += 1
  return end
}

/** One label alone is a name of this machine or its network, unless it is a number: that is an address. */
function* placeAt(text: string, start: number): Generator<string> {
  const [host = ''] = HOST.exec(text.slice(start, start + MAX_HOST_CHARS)) ?? []
  const name = host.toLowerCase().replace(/\.+$/, '')
  if (name.startsWith('[') || /[.\u3002\uff0e\uff61%]/.test(name) || /^(?:\d+|0x[0-9a-f]+)$/.test(name)) yield name
}

/** Longer than any name: what is cut is no name, and still the same place each time. */
const MAX_HOST_CHARS = 256
const HOST = /^(?:\[[^\]\s]*\]?|[^\s/\\?#:@"'`<>()[\]{},;|]+)/
