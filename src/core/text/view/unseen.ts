// Readings of a text that holds characters nobody sees: what they spell, and what is left without them.
import { type Ansi, findAnsi } from '../ansi.ts'
import { findHidden, type Hidden } from '../hidden.ts'
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { charactersOf } from './bytes.ts'
import { replaced, Weaver, type Traced } from './weave.ts'

type By = 'tag characters' | 'variation selectors' | 'zero-width bits' | 'invisible characters' | 'a turned order'

/** What was found in the text before, or is found when it is asked for. */
export type Unseen = { readonly unseen: readonly Hidden[]; readonly escapes: readonly Ansi[] }

export function* unveiled(from: Traced, known?: Unseen): Generator<{ readonly by: By; readonly view: Traced }> {
  if (!/[^\n\t\x20-\x7e]/.test(from.text)) return
  const hidden = known?.unseen ?? findHidden(from.text)
  const escapes = (known?.escapes ?? findAnsi(from.text)).map(({ span }) => span)
  if (hidden.length === 0 && escapes.length === 0) return
  yield { by: 'tag characters', view: tagged(from, hidden) }
  yield { by: 'variation selectors', view: selected(from, hidden) }
  yield { by: 'zero-width bits', view: counted(from, hidden) }
  const unseen = [...hidden.map(({ span }) => span), ...escapes].sort((a, b) => a[0] - b[0])
  yield { by: 'invisible characters', view: without(from, unseen, '') }
  // Between words an invisible character is what parts them.
  yield { by: 'invisible characters', view: without(from, unseen, ' ') }
  const turned = turns(from.text)
  if (turned.length > 0) yield { by: 'a turned order', view: replaced(from, turned) }
}

/** `words` instead of each of the spans, which are in order and may overlap. */
function without(from: Traced, spans: readonly Span[], words: string): Traced {
  const weaver = new Weaver(from)
  let at = 0
  for (const span of spans) {
    if (span[0] >= at) {
      weaver.copy(at, span[0])
      weaver.put(words, span)
    }
    at = Math.max(at, span[1])
  }
  weaver.copy(at, from.text.length)
  return weaver.done()
}

const runsOf = (hidden: readonly Hidden[], kind: Hidden['kind']) => hidden.filter((one) => one.kind === kind)

/** All of them together: they may stand one by one between the letters that are seen. */
function tagged(from: Traced, hidden: readonly Hidden[]): Traced {
  const weaver = new Weaver(from)
  for (const { span } of runsOf(hidden, 'tag')) {
    for (let at = span[0]; at < span[1]; at += 2) {
      const code = from.text.codePointAt(at)! - 0xe0000
      if (code >= 0x20 && code < 0x7f) weaver.put(String.fromCharCode(code), [at, at + 2])
    }
  }
  return weaver.done()
}

function selected(from: Traced, hidden: readonly Hidden[]): Traced {
  const places: Span[] = []
  const bytes: number[] = []
  for (const { span } of runsOf(hidden, 'variation')) {
    for (let at = span[0]; at < span[1];) {
      const code = from.text.codePointAt(at)!
      const end = at + (code > 0xffff ? 2 : 1)
      bytes.push(code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00)
      places.push([at, end])
      at = end
    }
  }
  return spelled(from, Uint8Array.from(bytes), (byte) => places[byte]!)
}

/** Two kinds of zero-width characters, eight to a letter; the commoner pair is taken, in either meaning. */
function counted(from: Traced, hidden: readonly Hidden[]): Traced {
  const runs = runsOf(hidden, 'zero-width')
  if (!areTwoKinds(from.text, runs)) return new Weaver(from).done()
  const places = runs.flatMap(({ span }) => Array.from({ length: span[1] - span[0] }, (_, i) => span[0] + i))
  if (places.length < 64) return new Weaver(from).done()
  // Letters of ASCII begin with a zero.
  const bits = places.map((at) => (from.text[at] === from.text[places[0]!] ? 0 : 1))
  const bytes = Uint8Array.from({ length: bits.length >> 3 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce<number>((byte, bit) => byte * 2 + bit, 0),
  )
  return spelled(from, bytes, (byte) => [places[byte * 8]!, places[byte * 8 + 7]! + 1])
}

/** Ends at the third kind; a million of one kind spell nothing. */
function areTwoKinds(text: string, runs: readonly Hidden[]): boolean {
  const kinds = new Set<number>()
  for (const { span } of runs) {
    for (let at = span[0]; at < span[1] && kinds.size < 3; at++) kinds.add(unitAt(text, at))
  }
  return kinds.size === 2
}

function spelled(from: Traced, bytes: Uint8Array, place: (byte: number) => Span): Traced {
  const weaver = new Weaver(from)
  for (const { char, start, end } of charactersOf(bytes)) weaver.put(char, [place(start)[0], place(end - 1)[1]])
  return weaver.done()
}

/** What an override shows turned around; up to its end mark or the end of the line. */
function turns(text: string): (readonly [Span, string])[] {
  return Array.from(text.matchAll(/\u202e([^\u202c\n]*)/g), ({ 0: found, 1: inner = '', index }) => {
    return [[index, index + found.length] as const, Array.from(inner).toReversed().join('')] as const
  })
}
