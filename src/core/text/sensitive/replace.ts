// A text with some stretches replaced by other words. Where the text is itself JSON it stays JSON: no escape is cut in two,
// and a number becomes a string.
import type { Span } from '../span.ts'

/** `shown` stands there instead, where it is known before. */
export type Stretch = { readonly what: string; readonly span: Span; readonly shown?: string }

/** What stands for a value from now on: letters, digits, brackets, `:` and `-`, which JSON writes as they are. */
export type StandIn = (what: string, value: string) => string

/** The stretches are in order and do not overlap. */
export function replaceIn(text: string, stretches: readonly Stretch[], standIn: StandIn): string {
  if (!isJson(text))
    return put(
      text,
      stretches.map((one) => [one.span, wordsFor(one, text.slice(...one.span), standIn)] as const),
    )
  const changes = changesIn(text, stretches, standIn)
  const changed = put(text, changes)
  // Where a stretch takes brackets with it that it does not close, nothing but the whole can go.
  return isJson(changed) ? changed : JSON.stringify(wordsFor(stretches[0]!, text, standIn))
}

const wordsFor = ({ what, shown }: Stretch, value: string, standIn: StandIn): string => shown ?? standIn(what, value)

/** The stand-ins of a text put back, once more so that JSON stays JSON. */
export function restoreIn(text: string, pattern: RegExp, valueOf: (standIn: string) => string | undefined): string {
  const isInJson = isJson(text)
  return text.replace(pattern, (found) => {
    const value = valueOf(found)
    return value === undefined ? found : isInJson ? JSON.stringify(value).slice(1, -1) : value
  })
}

/** An object or a list: everything else is a text like any other. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

type Change = readonly [span: Span, words: string]

export function put(text: string, changes: readonly Change[]): string {
  let done = ''
  let at = 0
  for (const [[start, end], words] of changes) {
    done += text.slice(at, start) + words
    at = end
  }
  return done + text.slice(at)
}

function changesIn(text: string, stretches: readonly Stretch[], standIn: StandIn): Change[] {
  const changes: Change[] = []
  const tokens = tokensOf(text)
  let token = tokens.next()
  for (const one of stretches) {
    const { span, shown } = one
    if (span[0] < (changes.at(-1)?.[0][1] ?? 0)) continue
    while (token.done !== true && token.value[1] <= span[0]) token = tokens.next()
    if (shown !== undefined && (token.done === true || span[1] <= token.value[0])) {
      changes.push([span, shown])
      continue
    }
    if (token.done === true) break
    const first = token.value
    const isString = text[first[0]] === '"'
    if (isString && first[0] < span[0] && span[1] < first[1]) {
      const whole = withoutCutEscapes(text, first, span)
      changes.push([whole, wordsFor(one, JSON.parse(`"${text.slice(...whole)}"`) as string, standIn)])
      continue
    }
    let last = first
    while (token.done !== true && token.value[0] < span[1]) {
      last = token.value
      token = tokens.next()
    }
    const whole = [first[0], last[1]] as const
    changes.push([whole, JSON.stringify(wordsFor(one, text.slice(...span), standIn))])
  }
  return changes
}

/** Strings with their quotes, numbers and the three words, in valid JSON. A pattern would need a stack for a long string. */
function* tokensOf(text: string): Generator<Span> {
  for (let at = 0; at < text.length;) {
    const start = at
    if (text[at] === '"') at = pastString(text, at)
    else while (/[-+.\w]/.test(text[at] ?? '')) at += 1
    if (at > start) yield [start, at]
    else at += 1
  }
}

function pastString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at]
    if (char === '"') return at + 1
    if (char === '\\') at += 1
  }
  return text.length
}

/** The stretch made larger where it begins or ends within an escape such as `\n` or `\u0041`. */
function withoutCutEscapes(text: string, [quote, end]: Span, span: Span): Span {
  let [from, to] = span
  for (let at = text.indexOf('\\', quote); at >= 0 && at < Math.min(end, span[1]);) {
    const past = at + (text[at + 1] === 'u' ? 6 : 2)
    if (at < from && from < past) from = at
    if (at < to && to < past) to = past
    at = text.indexOf('\\', past)
  }
  return [from, to]
}
