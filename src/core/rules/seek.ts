// Where wordings stand in the fields of one subject, open or hidden. Each field is read once, whatever the number of rules.
import type { Evidence } from '../model/finding.ts'
import { excerptOf } from '../text/excerpt.ts'
import type { Finder, Found } from '../text/match/finder.ts'
import type { Phrase } from '../text/match/phrase.ts'
import type { Normal } from '../text/normalise.ts'
import { redact } from '../text/secret.ts'
import { formedIn, sensitiveIn } from '../text/sensitive/find.ts'
import type { Sensitive } from '../text/sensitive/sensitive.ts'
import type { Span } from '../text/span.ts'
import type { View } from '../text/view/views.ts'
import { visible } from '../text/visible.ts'
import type { Field } from './field.ts'

/** Where words stand in the text of a field; the note shows them where they are hidden there. */
export type Match = { readonly span: Span; readonly words: string; readonly note?: string }

export type Seek = {
  /** Every match of the phrases in a field, open or hidden, without those that the words before undo. */
  readonly matches: (field: Field, phrases: readonly Phrase[]) => Iterable<Match>
  /** Whether a word of any of the phrases stands in a field: what has none cannot match. */
  readonly mentions: (field: Field, phrases: readonly Phrase[]) => boolean
  /** Whether a word of any phrase at all stands in a field, open or hidden: of what has none nothing matches. */
  readonly isNear: (field: Field) => boolean
  /**
   * Every match in one text, and nothing that it hides. Also those that the words before undo: what is passed to a server does
   * what it does, whatever is said of it.
   */
  readonly every: (text: string, phrases: readonly Phrase[]) => Iterable<Match>
  /** Whether there is any. */
  readonly has: (text: string, phrases: readonly Phrase[]) => boolean
  /** The levelled reading of a field. */
  readonly normal: (field: Field) => Normal
  /** What of a field not everybody should see, open or hidden, in order, without what looks made up. */
  readonly sensitive: (field: Field) => readonly Held[]
  /** Of that what stands there open, also what looks made up. Only where a rule of the table looks for all forms of secrets. */
  readonly open: (field: Field) => readonly Sensitive[]
}

/** `note` says how it is hidden; `span` is then all that must go with it. */
export type Held = Sensitive & { readonly note?: string }

type Seen = { readonly view: View; readonly found: Found }

type Read = {
  readonly open: Found
  /** Everything that is hidden in it, and of that what holds other words of phrases than the text itself. */
  readonly views: readonly Seen[]
  readonly hidden: readonly Seen[]
  /** The only phrases of which a word stands there, open or hidden. */
  readonly near: readonly Phrase[]
  said: readonly Sensitive[] | null
  held: readonly Held[] | null
}

/** What is found is kept for all rules that ask about the same field. Most fields hold nothing, and cost no rule anything. */
export function seekBy(find: Finder): Seek {
  const said = new Map<string, Found>()
  const saidIn = (text: string): Found => {
    let one = said.get(text)
    if (one === undefined) said.set(text, (one = find(text)))
    return one
  }
  const known = new Map<Field, Read>()
  const read = (field: Field): Read => {
    let one = known.get(field)
    if (one === undefined) known.set(field, (one = readOf(field, saidIn(field.text), find)))
    return one
  }
  const mentions: Seek['mentions'] = (field, phrases) => read(field).near.some((phrase) => phrases.includes(phrase))
  return {
    matches: (field, phrases) => (mentions(field, phrases) ? matchesIn(read(field), phrases) : NONE),
    mentions,
    isNear: (field) => read(field).near.length > 0,
    every: (text, phrases) => everyIn(saidIn(text), phrases),
    has: (text, phrases) => phrases.some((phrase) => saidIn(text).spans(phrase).length > 0),
    normal: (field) => read(field).open.normal,
    sensitive: (field) => {
      const one = read(field)
      return (one.held ??= heldIn(field, one))
    },
    open: (field) => saidBy(field, read(field)),
  }
}

function* everyIn({ normal, spans }: Found, phrases: readonly Phrase[]): Generator<Match> {
  for (const phrase of phrases)
    for (const [start, end] of spans(phrase))
      yield { span: normal.original(start, end), words: normal.text.slice(start, end) }
}

const NONE: readonly Match[] = []

function readOf(field: Field, open: Found, find: Finder): Read {
  const seen = new Map<string, Found>()
  const look = (text: string): Found => {
    let one = seen.get(text)
    if (one === undefined) seen.set(text, (one = find(text)))
    return one
  }
  const views = field.hidden((text) => look(text).isTelling()).map((view) => ({ view, found: look(view.text) }))
  const hidden = views.filter(({ found }) => found.near.length > 0 && found.normal.text !== open.normal.text)
  const near = hidden.length === 0 ? open.near : [...open.near, ...hidden.flatMap(({ found }) => found.near)]
  return { open, views, hidden, near, said: null, held: null }
}

const saidBy = ({ text, key }: Field, read: Read): readonly Sensitive[] =>
  (read.said ??= sensitiveIn(text, read.open.formats, key))

function heldIn(field: Field, read: Read): readonly Held[] {
  const held: Held[] = saidBy(field, read).filter(({ isMadeUp }) => !isMadeUp)
  for (const { view, found } of read.views) {
    // A page nearly repeats its source, in which numbers were looked for.
    const isPage = view.by.at(-1) === 'markup'
    const inView = isPage ? formedIn(view.text, found.formats) : sensitiveIn(view.text, found.formats, '')
    for (const one of inView) {
      const span = view.run ?? view.spanOf(...one.span)
      // A part of something packed cannot be taken out of it, so the whole of it goes.
      if (one.isMadeUp || held.some(({ span: [from, to] }) => from < span[1] && span[0] < to)) continue
      held.push({ ...one, span, note: `hidden in ${view.by.join(', in it ')}` })
    }
  }
  return held.length < 2 ? held : held.toSorted((a, b) => a.span[0] - b.span[0])
}

function* matchesIn({ open, hidden, near }: Read, phrases: readonly Phrase[]): Generator<Match> {
  for (const phrase of phrases) {
    if (!near.includes(phrase)) continue
    const taken: Span[] = []
    for (const [start, end] of standing(open, phrase)) {
      const span = open.normal.original(start, end)
      taken.push(span)
      yield { span, words: open.normal.text.slice(start, end) }
    }
    for (const { view, found } of hidden) {
      for (const [start, end] of standing(found, phrase)) {
        const within = found.normal.original(start, end)
        const span = view.spanOf(...within)
        if (taken.some(([from, to]) => from < span[1] && span[0] < to)) continue
        taken.push(span)
        const note = `hidden in ${view.by.join(', in it ')}: ${shown(view.text, within)}`
        yield { span, words: found.normal.text.slice(start, end), note }
      }
    }
  }
}

const standing = ({ normal, spans }: Found, phrase: Phrase): readonly Span[] =>
  spans(phrase).filter(([start]) => !isAbout(normal.text, start))

/** At most 160 characters, without secrets; what a person would not see is written as escapes. */
export const shown = (text: string, [start, end]: Span): string =>
  visible(JSON.stringify(redact(text, [start, Math.min(end, start + 160)])))

/** A tool that guards against such words names them: "detects …", "blocks attempts to …", "never …". */
const ABOUT =
  /\b(?:(?:detect(?:s|ing|ion of)?|block(?:s|ing)?|prevent(?:s|ing)?|reject(?:s|ing)?|flag(?:s|ging)?|identif(?:y|ies|ying)|scan(?:s|ning)? (?:\w+ ){0,3}for|check(?:s|ing)? (?:\w+ ){0,3}for|protect(?:s|ing)? (?:\w+ ){0,3}(?:against|from)|attempts? to|phrases? (?:such as|like)|patterns? (?:such as|like)|warns? about)\b[^.!?,;:]{0,40}|(?:refuses? to|will never|does(?: not|n't)|will not|won't|cannot|can't|is not able to) (?:\w+ ){0,1})$/

const isAbout = (text: string, index: number): boolean => ABOUT.test(text.slice(Math.max(0, index - 90), index))

export function place({ at, text }: Field, span: Span, note?: string): Evidence {
  return { at, excerpt: excerptOf(text, span), span, ...(note === undefined ? {} : { note }) }
}

/** Every match, as evidence. */
export function* found(fields: readonly Field[], phrases: readonly Phrase[], seek: Seek): Generator<Evidence> {
  for (const field of fields) for (const { span, note } of seek.matches(field, phrases)) yield place(field, span, note)
}
