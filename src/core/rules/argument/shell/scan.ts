// Our own reading of a script: every dialect, also of Windows, and whatever no parser accepts. It sees commands, pipes,
// redirections and substitutions, and knows nothing of loops and conditions: their words are commands like others.
import type { Command, Pipeline, Redirect, Word } from './script.ts'

/** Linear in the length, but for substitutions in one another, which are read to a bounded depth. */
export function scan(text: string, depth = 0): Pipeline[] {
  return new Reader(text, depth).read()
}

const DEEPEST = 6
/** Deeper ones are only words. */
const KEYWORDS = /^(?:if|then|else|elif|while|until|do|time|!|\{|\()$/

class Reader {
  readonly #text: string
  readonly #depth: number
  #at = 0
  #pipelines: Pipeline[] = []
  #pipeline: Command[] = []
  #words: Word[] = []
  #redirects: Redirect[] = []
  #sign: string | null = null

  constructor(text: string, depth: number) {
    this.#text = text
    this.#depth = depth
  }

  read(): Pipeline[] {
    while (this.#at < this.#text.length) this.#step()
    this.#endPipeline()
    return this.#pipelines
  }

  #step(): void {
    const [char, next] = [this.#text[this.#at]!, this.#text[this.#at + 1]]
    if (
      char === '\n' ||
      char === '\r' ||
      char === ';' ||
      (char === '|' && next === '|') ||
      (char === '&' && next === '&')
    ) {
      this.#at += char === '|' || char === '&' ? 2 : 1
      this.#endPipeline()
    } else if (char === '|') {
      this.#at += next === '&' ? 2 : 1
      this.#endCommand()
    } else if (char === '&' && next !== '>') {
      this.#at += 1
      this.#endPipeline()
    } else if (/\s/.test(char)) this.#at += 1
    else if (char === '(' || char === ')' || (char === '{' && /\s/.test(next ?? ' '))) {
      this.#at += 1
      this.#endPipeline()
    } else if (char === '#' && this.#words.length > 0) this.#at = lineEnd(this.#text, this.#at)
    else this.#word()
  }

  #word(): void {
    const redirect = /(?:\d{0,2}|&)(?:>>?\|?&?|<<?<?&?)(?!\()/y
    redirect.lastIndex = this.#at
    const sign = redirect.exec(this.#text)?.[0]
    if (sign !== undefined) {
      this.#at += sign.length
      this.#sign = sign
      return
    }
    const word = this.#wordHere()
    if (this.#sign === null) {
      if (this.#words.length > 0 || !KEYWORDS.test(word.text)) this.#words.push(word)
    } else this.#redirects.push({ sign: this.#sign, to: word })
    this.#sign = null
  }

  /** Up to a blank or a sign that stands in no quotes. */
  #wordHere(): Word {
    let text = ''
    const runs: Pipeline[] = []
    for (const start = this.#at; this.#at < this.#text.length;) {
      const char = this.#text[this.#at]!
      if (/[\s;|&<>()]/.test(char) && !(char === '<' && this.#text[this.#at + 1] === '(')) {
        if (this.#at > start) break
        text += char
        this.#at += 1
        break
      }
      text += this.#piece(char, runs)
    }
    return { text, runs }
  }

  #piece(char: string, runs: Pipeline[]): string {
    const next = this.#text[this.#at + 1]
    if (char === '`') return this.#inner(this.#at + 1, this.#text.indexOf('`', this.#at + 1), runs)
    if ((char === '$' || char === '<') && next === '(')
      return this.#inner(this.#at + 2, closing(this.#text, this.#at + 1), runs)
    if (char === '\\' && next !== undefined && /[^\w]/.test(next)) {
      this.#at += 2
      return next
    }
    if (char === "'" || char === '"') return this.#quoted(char, runs)
    this.#at += 1
    return char
  }

  /** What is between the marks is a script of its own; one that does not end reaches to the end. */
  #inner(start: number, close: number, runs: Pipeline[]): string {
    const end = close < 0 ? this.#text.length : close
    if (this.#depth < DEEPEST) runs.push(...scan(this.#text.slice(start, end), this.#depth + 1))
    this.#at = end + 1
    return '$()'
  }

  #quoted(quote: string, runs: Pipeline[]): string {
    const close = this.#text.indexOf(quote, this.#at + 1)
    const end = close < 0 ? this.#text.length : close
    const inside = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    if (quote === '"' && this.#depth < DEEPEST && /\$\(|`/.test(inside))
      runs.push(...substitutionsOf(inside, this.#depth + 1))
    return inside
  }

  #endCommand(): void {
    if (this.#words.length > 0 || this.#redirects.length > 0)
      this.#pipeline.push({ words: this.#words, redirects: this.#redirects })
    this.#words = []
    this.#redirects = []
    this.#sign = null
  }

  #endPipeline(): void {
    this.#endCommand()
    if (this.#pipeline.length > 0) this.#pipelines.push(this.#pipeline)
    this.#pipeline = []
  }
}

function substitutionsOf(text: string, depth: number): Pipeline[] {
  const found: Pipeline[] = []
  for (let at = 0; at < text.length;) {
    const [dollar, tick] = [text.indexOf('$(', at), text.indexOf('`', at)]
    if (dollar < 0 && tick < 0) break
    const isTick = dollar < 0 || (tick >= 0 && tick < dollar)
    const start = isTick ? tick + 1 : dollar + 2
    const close = isTick ? text.indexOf('`', start) : closing(text, dollar + 1)
    const end = close < 0 ? text.length : close
    found.push(...scan(text.slice(start, end), depth))
    at = end + 1
  }
  return found
}

/** The parenthesis that closes the one at this place; -1 where none does. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at += 1
    else if (char === '(') depth += 1
    else if (char === ')' && --depth === 0) return at
  }
  return -1
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
