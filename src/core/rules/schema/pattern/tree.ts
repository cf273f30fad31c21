// Reads a regular expression of a stranger as a tree, so that its shape can be judged. It is never compiled or run.
import { ANY, classOf, DOT, joined, type Letters, type Range, without } from './letters.ts'

export type Tree =
  | { readonly kind: 'letter'; readonly letters: Letters }
  /** A place: a border of words, an end of the text, what looks around. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'row' | 'choice'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly part: Tree; readonly min: number; readonly max: number }

const NOTHING: Tree = { kind: 'nothing' }
/** More brackets than a person writes, and fewer than would exhaust us. */
const DEEPEST = 50

/** The tree, with what is looked for ahead or behind as trees of their own; else why there is none. */
export function treeOf(pattern: string): readonly Tree[] | 'no pattern' | 'too deep' {
  const reader = new Reader(pattern)
  try {
    const whole = reader.choice(0)
    return reader.isAtEnd ? [whole, ...reader.asides] : 'no pattern'
  } catch (cause) {
    if (cause instanceof Unreadable) return cause.isDeep ? 'too deep' : 'no pattern'
    throw cause
  }
}

class Unreadable extends Error {
  readonly isDeep: boolean

  constructor(isDeep = false) {
    super()
    this.isDeep = isDeep
  }
}

class Reader {
  readonly asides: Tree[] = []
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#pattern.length
  }

  choice(depth: number): Tree {
    if (depth > DEEPEST) throw new Unreadable(true)
    const parts = [this.#row(depth)]
    while (this.#takes('|')) parts.push(this.#row(depth))
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts }
  }

  #row(depth: number): Tree {
    const parts: Tree[] = []
    while (!this.isAtEnd && !this.#isNext('|') && !this.#isNext(')')) parts.push(this.#repeated(this.#atom(depth)))
    return parts.length === 1 ? parts[0]! : { kind: 'row', parts }
  }

  #repeated(part: Tree): Tree {
    const found = /^(?:[*+?]|\{(\d{1,9})(,?)(\d{0,9})\})[?+]?/.exec(this.#pattern.slice(this.#at, this.#at + 25))
    if (found === null) return part
    this.#at += found[0].length
    const [sign = '', min = '0', comma, max = ''] = found
    if (sign.startsWith('*')) return { kind: 'repeat', part, min: 0, max: Infinity }
    if (sign.startsWith('+')) return { kind: 'repeat', part, min: 1, max: Infinity }
    if (sign.startsWith('?')) return { kind: 'repeat', part, min: 0, max: 1 }
    const least = Number(min)
    return { kind: 'repeat', part, min: least, max: comma === '' ? least : max === '' ? Infinity : Number(max) }
  }

  #atom(depth: number): Tree {
    if (this.#takes('(')) return this.#group(depth)
    if (this.#takes('[')) return { kind: 'letter', letters: this.#set() }
    if (this.#takes('\\')) return this.#escape()
    const letter = this.#letter()
    if (letter === '^' || letter === '$') return NOTHING
    if (letter === '*' || letter === '+' || letter === '?') throw new Unreadable()
    return { kind: 'letter', letters: letter === '.' ? DOT : only(letter) }
  }

  #group(depth: number): Tree {
    const found = /^\?(?:<?[=!]|:|>|P?<\w{1,60}>|[a-z]{0,5}(?:-[a-z]{1,5})?:)/.exec(
      this.#pattern.slice(this.#at, this.#at + 70),
    )
    if (found === null && this.#isNext('?')) throw new Unreadable()
    this.#at += found?.[0].length ?? 0
    const inner = this.choice(depth + 1)
    if (!this.#takes(')')) throw new Unreadable()
    if (found === null || !/^\?<?[=!]/.test(found[0])) return inner
    this.asides.push(inner)
    return NOTHING
  }

  #escape(): Tree {
    const letter = this.#letter()
    if (letter === 'b' || letter === 'B' || letter === 'A' || letter === 'z' || letter === 'Z') return NOTHING
    // What an earlier group matched may be anything.
    if (/[1-9]/.test(letter) || letter === 'k') {
      this.#skip(/^(?:\d*|<\w{1,60}>)/)
      return { kind: 'letter', letters: ANY }
    }
    return { kind: 'letter', letters: this.#escaped(letter) }
  }

  #escaped(letter: string): Letters {
    const set = classOf(letter)
    if (set !== undefined) {
      if (letter === 'p' || letter === 'P') this.#skip(/^(?:\{[\w=]{1,60}\}|\w)/)
      return set
    }
    const code = /^(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2}))/i.exec(
      `${letter}${this.#pattern.slice(this.#at, this.#at + 9)}`,
    )
    if (code === null) return only(CONTROLS[letter] ?? letter)
    this.#at += code[0].length - 1
    const point = Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16)
    return [[point, point]]
  }

  #set(): Letters {
    const isOthers = this.#takes('^')
    const ranges: Range[] = []
    for (let isFirst = true; isFirst || !this.#isNext(']'); isFirst = false) {
      if (isFirst && this.#isNext(']')) break
      const from = this.#member()
      if (!this.#isNext('-') || this.#pattern[this.#at + 1] === ']' || from.length !== 1) ranges.push(...from)
      else {
        this.#at += 1
        const to = this.#member()
        ranges.push([from[0]![0], Math.max(from[0]![0], to.at(-1)?.[1] ?? 0)])
      }
    }
    this.#at += 1
    return isOthers ? without(ranges) : joined(ranges)
  }

  #member(): Letters {
    const letter = this.#letter()
    return letter === '\\' ? this.#escaped(this.#letter()) : only(letter)
  }

  #letter(): string {
    const code = this.#pattern.codePointAt(this.#at)
    if (code === undefined) throw new Unreadable()
    const letter = String.fromCodePoint(code)
    this.#at += letter.length
    return letter
  }

  #skip(what: RegExp): void {
    this.#at += what.exec(this.#pattern.slice(this.#at, this.#at + 70))?.[0].length ?? 0
  }

  #isNext(letter: string): boolean {
    return this.#pattern[this.#at] === letter
  }

  #takes(letter: string): boolean {
    const isIt = this.#isNext(letter)
    if (isIt) this.#at += 1
    return isIt
  }
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', '0': '\0' }

const only = (letter: string): Letters => [[letter.codePointAt(0)!, letter.codePointAt(0)!]]
