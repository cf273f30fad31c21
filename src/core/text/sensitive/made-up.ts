// Whether a value in the form of a secret was written by hand to show that form: documents are full of such values. Told by
// what chance hardly ever makes: words that say so, repeated characters, the alphabet in order, too few different characters.

const SAYS_SO =
  /example|sample|placeholder|dummy|fake|your|change.?(?:me|it|this)|replace|insert|redacted|removed|hidden|secret.?(?:key|here)|goes.?here|not.?a?.?real|todo|x{4}|\*{3}|\.{2}|…/i

/** `body` is the value without what its issuer writes into each, which is no chance. Short values are for the caller to judge. */
export const isMadeUp = (value: string, body: string = value): boolean =>
  SAYS_SO.test(value) || isMonotonous(body) || ascends(body) || isWordy(body)

/** Bits per character: how little a word looks like a word. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

const LONG = 16
/** Of 16 hex digits by chance one in ten thousand has less. */
const LEAST_BITS = 2.3
const LONGEST_REPEAT = 6
const LOOKED_AT = 256

function isMonotonous(value: string): boolean {
  if (value.length < LONG) return /^(.)\1*$/s.test(value)
  if (/(.{8,40})\1/s.test(value.slice(0, LOOKED_AT))) return true
  let run = 1
  for (let at = 1; at < value.length; at++) {
    run = value[at] === value[at - 1] ? run + 1 : 1
    if (run >= LONGEST_REPEAT) return true
  }
  return entropy(value) < LEAST_BITS
}

/** `abcd…`, `1234…`, also in changing case or downward. By chance one neighbour in twenty follows. */
function ascends(value: string): boolean {
  const codes = Array.from(value.toLowerCase(), (char) => char.charCodeAt(0))
  const steps = codes.filter((code, at) => at > 0 && Math.abs(code - codes[at - 1]!) === 1).length
  let run = 0
  let longest = 0
  for (let at = 1; at < codes.length; at++) {
    run = codes[at] === codes[at - 1]! + 1 ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest >= 6 || (codes.length >= 8 && steps * 5 >= codes.length * 2)
}

/** Words joined by capitals, dashes or underscores: most letters stand in runs of four small ones, and digits are rare. */
function isWordy(value: string): boolean {
  if (value.length < LONG) return false
  const digits = value.match(/\d/g)?.length ?? 0
  const inWords = (value.match(/[a-z]{4,}/g) ?? []).reduce((sum, word) => sum + word.length, 0)
  const hasVowels = /[aeiou]/i.test(value)
  return hasVowels && digits * 12 < value.length && inWords * 2 > value.length && /[A-Z_-]|^[a-z]+$/.test(value)
}
