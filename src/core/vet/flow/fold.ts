// Texts that code puts together or decodes from other texts that stand in it, worked out as the code would.
import type { Fold } from '../known/known.ts'
import { HOLE } from '../code/code.ts'

const MOST = 24
const LONGEST = 4_000

/** Every way in which the parts can be put one behind the other; a part that nobody knows leaves a hole. */
export function joinedTexts(parts: readonly (readonly string[])[], between = ''): string[] {
  if (parts.every((part) => part.length === 0)) return []
  let made = ['']
  for (const [index, part] of parts.entries()) {
    const texts = part.length === 0 ? [HOLE] : part
    const joint = index === 0 ? '' : between
    made = made.flatMap((before) => texts.map((text) => cut(`${before}${joint}${text}`))).slice(0, MOST)
  }
  return made
}

/** What is left out is a part that nobody knows. */
const cut = (text: string): string => (text.length > LONGEST ? text.slice(0, LONGEST - 1) + HOLE : text)

/** `args`: what each argument may be; `entries`: the members of the first one, where it is a list. Empty: nothing can be told. */
export function folded(
  fold: Fold,
  args: readonly (readonly string[])[],
  entries: readonly (readonly string[])[],
): string[] {
  const [first = []] = args
  if (fold === 'join') return joinedTexts(entries, first[0] ?? '')
  if (fold === 'chars') return chars(args)
  return first.flatMap((text) => {
    const plain = plainOf(fold, text, args[1] ?? [])
    return plain === null ? [] : [plain.slice(0, LONGEST)]
  })
}

function plainOf(fold: Fold, text: string, how: readonly string[]): string | null {
  if (fold === 'base64')
    return how.length > 0 && !how.includes('base64') ? (how.includes('hex') ? hex(text) : text) : base64(text)
  if (fold === 'hex') return hex(text)
  if (fold === 'percent') return percent(text)
  if (fold === 'rot13') return how.some((one) => /rot_?13/.test(one)) ? rot13(text) : null
  if (fold === 'reverse') return [...text].toReversed().join('')
  if (fold === 'lower') return text.toLowerCase()
  if (fold === 'upper') return text.toUpperCase()
  return text
}

function base64(text: string): string | null {
  if (text.length < 4 || !/^[\w+/=\s-]+$/.test(text)) return null
  try {
    return bytesText(atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/\s+/g, '')))
  } catch {
    return null
  }
}

function hex(text: string): string | null {
  if (text.length < 4 || text.length % 2 === 1 || !/^[0-9a-f]+$/i.test(text)) return null
  return bytesText(text.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))))
}

/** Bytes as characters, read as UTF-8 where they are. */
const bytesText = (bytes: string): string =>
  new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)))

function percent(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (char) => {
    const start = char <= 'Z' ? 65 : 97
    return String.fromCharCode(((char.charCodeAt(0) - start + 13) % 26) + start)
  })

/** Numbers were kept as texts. */
function chars(args: readonly (readonly string[])[]): string[] {
  const codes = args.map(([code]) => Number(code))
  if (codes.length === 0 || codes.some((code) => !Number.isInteger(code) || code < 0 || code > 0x10ffff)) return []
  return [String.fromCodePoint(...codes)]
}
