// One tree for JSON, TOML and YAML, in which every value knows where it stands in the text. Edits are made by these spans.
import type { Region } from '../model/region.ts'
import type { Span } from '../text/span.ts'

type At = {
  readonly span: Span
  /** Stands elsewhere (a YAML alias), or carries a tag or an anchor: it is read and never rewritten. */
  readonly isFixed?: boolean
}

export type TextValue = At & { readonly kind: 'text'; readonly text: string }
/** Numbers, booleans, null, dates. `shown` is how it is written. */
export type PlainValue = At & { readonly kind: 'plain'; readonly shown: string }
export type ListValue = At & {
  readonly kind: 'list'
  readonly items: readonly Value[]
  /** YAML: one item a line, each behind a dash. */
  readonly isBlock?: boolean
}
export type MapValue = At & {
  readonly kind: 'map'
  /** In the order of the text; a key that is given twice is there twice. */
  readonly members: readonly Member[]
  /** One member a line and no commas: TOML tables and YAML block maps. */
  readonly isBlock?: boolean
  /** What is broken inside it. */
  readonly fault?: Fault
}
/** What cannot be read as any of these; `why` is our own words. */
export type OddValue = At & { readonly kind: 'odd'; readonly why: string }
export type Value = TextValue | PlainValue | ListValue | MapValue | OddValue

export type Member = {
  readonly key: string
  /** Of the whole key; in TOML with the names before the dots, or the header of a table. */
  readonly keySpan: Span
  /** Of its last part, with quotes. */
  readonly partSpan: Span
  readonly value: Value
}

/** `why` is our own words. */
export type Fault = { readonly offset: number; readonly why: string }
export type Tree = { readonly root: Value | null; readonly faults: readonly Fault[] }

export const membersCalled = (value: Value | undefined, key: string): readonly Member[] =>
  value?.kind === 'map' ? value.members.filter((member) => member.key === key) : []

type Counter = (offset: number) => { readonly line: number; readonly column: number }

/** The line and the column, counted from 1, of each offset. */
function counterOf(text: string): Counter {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}

export type LineOf = ((offset: number) => number) & { readonly region: (span: Span) => Region }

/** The line of each offset, and the region of each span. */
export function lineCounter(text: string): LineOf {
  const at = counterOf(text)
  const region = ([start, end]: Span): Region => {
    const { line: endLine, column: endColumn } = at(end)
    return { ...at(start), endLine, endColumn }
  }
  return Object.assign((offset: number) => at(offset).line, { region })
}

/** The value without its places, as text: equal for equal values. `hidden` values stand as nothing. */
export function meaning(value: Value | null, hidden: ReadonlySet<Value>): string {
  if (value === null || hidden.has(value)) return ''
  if (value.kind === 'text') return JSON.stringify(value.text)
  if (value.kind === 'plain') return value.shown
  if (value.kind === 'odd') return `?${value.why}`
  if (value.kind === 'list') return `[${value.items.map((item) => meaning(item, hidden)).join()}]`
  const members = value.members.filter((member) => !hidden.has(member.value))
  return `{${members.map(({ key, value }) => `${JSON.stringify(key)}:${meaning(value, hidden)}`).join()}}`
}
