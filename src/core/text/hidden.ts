// Characters that a model reads and a person does not see. Ordinary uses (emoji, Arabic, Hebrew, Indic and South-East
// Asian scripts) are told apart by their neighbours, because a flag on every joiner would be a flag nobody reads.
import type { Span } from './span.ts'
import { unitAt } from './unit-at.ts'

type HiddenKind = 'tag' | 'variation' | 'zero-width' | 'override' | 'bidi' | 'control' | 'private-use'

/** `decoded` is the text that tag or variation characters spell out, where they spell one. */
export type Hidden = {
  readonly kind: HiddenKind
  readonly span: Span
  readonly count: number
  readonly decoded: string
}

const CANDIDATE = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Co}\p{Cs}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E0FFF}]$/u
const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/gu
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Han}]/u
const PICTURE_END = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{FE0F}\u{1F1E6}-\u{1F1FF}]/u
const PICTURE = /[\p{Extended_Pictographic}\u{2640}\u{2642}]/u
const STYLED = /[\p{Emoji}\p{S}\p{Script=Han}\p{Script=Mongolian}\p{Script=Myanmar}\p{Script=Phags_Pa}]/u
const SUBDIVISION_FLAG = /\u{1F3F4}(?:gbeng|gbsct|gbwls)\u{E007F}/u
/** A black flag, five tag letters and the end mark, in UTF-16 units. */
const FLAG_UNITS = 14
/** How far from right-to-left letters a direction mark still has a reason to stand. */
const NEAR = 64

/** Every run of hidden characters, in order. Linear in the length of the text. */
export function findHidden(text: string): Hidden[] {
  const near = nearRtl(text)
  const found: Hidden[] = []
  let run: Run = { kind: 'control', start: -1, end: -1, count: 0 }
  const isCandidate = candidates()
  const { length } = text
  for (let at = 0; at < length; at++) {
    const unit = unitAt(text, at)
    if (unit < ASCII && PRINTED[unit] === 1) continue
    const index = at
    const code = text.codePointAt(at)!
    if (code > 0xffff) at += 1
    if (!isCandidate(code)) continue
    const char = String.fromCodePoint(code)
    const follows = run.end === index
    const isSame = follows && run.kind === 'zero-width' && NEVER_ORDINARY.has(char)
    const kind = isSame ? run.kind : kindOf(char, index, text, near, follows)
    if (kind === null) continue
    if (follows && run.kind === kind) {
      run.end = index + char.length
      run.count += 1
    } else {
      if (run.count > 0) found.push(hiddenIn(text, run))
      run = { kind, start: index, end: index + char.length, count: 1 }
    }
  }
  if (run.count > 0) found.push(hiddenIn(text, run))
  return found
}

type Run = { readonly kind: HiddenKind; readonly start: number; end: number; count: number }

/** Right behind a character of zero width these have no ordinary use: a million of them need one look. */
const NEVER_ORDINARY: ReadonlySet<string> = new Set(['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}'])

const hiddenIn = (text: string, { kind, start, end, count }: Run): Hidden => ({
  kind,
  span: [start, end],
  count,
  decoded: decode(text.slice(start, end), kind),
})

/** A text has few different characters, and asking Unicode about each takes long. */
function candidates(): (code: number) => boolean {
  const known = new Map<number, boolean>()
  return (code) => {
    let isOne = known.get(code)
    if (isOne === undefined) known.set(code, (isOne = CANDIDATE.test(String.fromCodePoint(code))))
    return isOne
  }
}

/** What every text is full of: the printed characters of ASCII, line ends and tabs. */
const ASCII = 128
const PRINTED = Uint8Array.from({ length: ASCII }, (_, code) =>
  (code >= 0x20 && code < 0x7f) || code === 0x09 || code === 0x0a ? 1 : 0,
)

/** The kind, or null where the character has an ordinary use at this place. Escape characters belong to `ansi.ts`. */
function kindOf(
  char: string,
  at: number,
  text: string,
  near: (at: number) => boolean,
  follows: boolean,
): HiddenKind | null {
  const code = char.codePointAt(0)!
  if (code < 0xa0) return controlKind(char, at, text)
  if (code >= 0xe0000 && code <= 0xe007f) return isFlag(text, at) ? null : 'tag'
  // Right behind a hidden character nothing joins or styles what stands before: long runs of them need no second look.
  const before = follows ? '' : previous(text, at)
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) {
    return STYLED.test(before) ? null : 'variation'
  }
  // Turns whatever follows around, right-to-left letters or not.
  if (code === 0x202d || code === 0x202e) return 'override'
  if ((code >= 0x202a && code <= 0x202c) || (code >= 0x2066 && code <= 0x2069)) return near(at) ? null : 'bidi'
  if (code === 0x200e || code === 0x200f || code === 0x61c) return near(at) ? null : 'bidi'
  if (/[\p{Co}]/u.test(char)) return 'private-use'
  if (/[\p{Cs}]/u.test(char)) return 'control'
  return isOrdinary(code, before, following(text, at + char.length), at) ? null : 'zero-width'
}

function isOrdinary(code: number, before: string, after: string, at: number): boolean {
  if (code === 0x200d && PICTURE_END.test(before) && PICTURE.test(after)) return true
  if (code === 0x200d || code === 0x200c) return JOINING.test(before)
  if (code === 0x200b) return UNSPACED.test(before) && UNSPACED.test(after)
  if (code === 0xfeff) return at === 0
  if (code === 0x115f || code === 0x1160) return /[\u{1100}-\u{11FF}\u{A960}-\u{A97C}]/u.test(before + after)
  if (code >= 0x180b && code <= 0x180f) return /\p{Script=Mongolian}/u.test(before)
  if (code === 0x17b4 || code === 0x17b5) return /\p{Script=Khmer}/u.test(before)
  return false
}

function controlKind(char: string, at: number, text: string): HiddenKind | null {
  if (char === '\n' || char === '\t' || char === '\x1b' || char === '\x9b' || char === '\x9d') return null
  // A lone carriage return lets the following text cover the line before it on a terminal.
  return char === '\r' && (text[at + 1] === '\n' || at === text.length - 1) ? null : 'control'
}

/** England, Scotland and Wales are written with tag characters after a black flag. */
function isFlag(text: string, at: number): boolean {
  const from = Math.max(0, at - FLAG_UNITS + 2)
  const flag = text.slice(from, at).lastIndexOf('\u{1F3F4}')
  if (flag < 0) return false
  const plain = text.slice(from + flag, from + flag + FLAG_UNITS).replace(/[\u{E0020}-\u{E007E}]/gu, tagLetter)
  return SUBDIVISION_FLAG.test(plain)
}

const tagLetter = (tag: string): string => String.fromCharCode(tag.codePointAt(0)! - 0xe0000)

function decode(hidden: string, kind: HiddenKind): string {
  if (kind === 'tag') return hidden.replace(/[\u{E0000}-\u{E001F}\u{E007F}]/gu, '').replace(/./gu, tagLetter)
  if (kind !== 'variation') return ''
  const bytes = Array.from(hidden, (char) => {
    const code = char.codePointAt(0)!
    return code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00
  })
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

function previous(text: string, at: number): string {
  const low = unitAt(text, at - 1)
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(Math.max(0, at - 1), at)
}

const following = (text: string, at: number): string => {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** Asked with growing places only, so that the letters are walked once. */
function nearRtl(text: string): (at: number) => boolean {
  let letters: RegExpStringIterator<RegExpExecArray> | null = null
  let last = -Infinity
  let next: IteratorResult<RegExpExecArray, undefined> = { done: true, value: undefined }
  return (at) => {
    if (letters === null) {
      letters = text.matchAll(RTL)
      next = letters.next()
    }
    while (!next.done && next.value.index < at) {
      last = next.value.index
      next = letters.next()
    }
    return at - last <= NEAR || (!next.done && next.value.index - at <= NEAR)
  }
}
