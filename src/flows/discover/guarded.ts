// Whether an entry starts this very Sallyport for one approved name. Whatever only calls itself so does not count.
import { realpathSync } from 'node:fs'
import { isAbsolute } from 'node:path'

export type Self = { readonly node: string; readonly bin: string }

/** The name in `NODE BIN run NAME`, `BIN run NAME` or the portable `sallyport run NAME`; null for anything else or more. */
export function guardedName(argv: readonly string[], self: Self): string | null {
  const [first = '', ...rest] = argv
  if (first === 'sallyport' || leadsTo(first, self.bin)) return nameIn(rest)
  const [bin = '', ...words] = rest
  return leadsTo(first, self.node) && leadsTo(bin, self.bin) ? nameIn(words) : null
}

const nameIn = (words: readonly string[]): string | null =>
  words.length === 2 && words[0] === 'run' && !words[1]!.startsWith('-') ? words[1]! : null

/** A relative path means something else in every folder. */
function leadsTo(path: string, real: string): boolean {
  if (!isAbsolute(path)) return false
  try {
    return realpathSync(path) === real
  } catch {
    return false
  }
}
