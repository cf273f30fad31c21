// Code of any language as the flow of data sees it: who is called with what, what is set to what, what comes back.
// Parsers are handed in from outside; a file per language turns what they give into this.

/** `at` is an offset in UTF-16 units. */
export type Code =
  | { readonly kind: 'text'; readonly at: number; readonly value: string }
  | { readonly kind: 'amount'; readonly at: number; readonly value: number }
  /** All of a list, one behind the other: `f(...a)`, `f(*a)`. */
  | { readonly kind: 'spread'; readonly at: number; readonly value: Code }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'member'; readonly at: number; readonly of: Code; readonly key: Code }
  | Call
  /** Texts one behind the other: `+`, templates, f-strings. */
  | { readonly kind: 'joined'; readonly at: number; readonly parts: readonly Code[] }
  | { readonly kind: 'holds'; readonly at: number; readonly entries: readonly Entry[] }
  | Fn
  | {
      readonly kind: 'class'
      readonly at: number
      readonly name: string
      readonly bases: readonly Code[]
      readonly members: readonly Code[]
    }
  | {
      readonly kind: 'sets'
      readonly at: number
      readonly declares: boolean
      readonly target: Code
      readonly value: Code
    }
  | { readonly kind: 'brings'; readonly at: number; readonly from: string; readonly names: readonly Brought[] }
  | Loop
  | { readonly kind: 'gives'; readonly at: number; readonly value: Code | null }
  | {
      readonly kind: 'tries'
      readonly at: number
      readonly body: readonly Code[]
      readonly rescue: readonly Code[]
      readonly swallows: boolean
    }
  /** A statement that is an expression: nobody looks at what it gives. */
  | { readonly kind: 'drops'; readonly at: number; readonly value: Code }
  /** It is done, and what it gives is of no use to what is around it: the test of a choice, a computed key, a decorator. */
  | { readonly kind: 'aside'; readonly at: number; readonly value: Code }
  /** Anything else, in its order; `sometimes`: it may be left out. */
  | { readonly kind: 'many'; readonly at: number; readonly parts: readonly Code[]; readonly sometimes: boolean }

export type Entry = { readonly key: string | null; readonly value: Code }
export type Brought = { readonly imported: string; readonly local: string }
export type Call = {
  readonly kind: 'call'
  readonly at: number
  readonly callee: Code
  readonly args: readonly Code[]
  readonly named: readonly (readonly [string, Code])[]
}
/** `isRest`: it takes all that is left, as a list. */
export type Param = { readonly target: Code; readonly fallback: Code | null; readonly isRest?: boolean }
export type Fn = {
  readonly kind: 'function'
  readonly at: number
  readonly name: string | null
  readonly params: readonly Param[]
  readonly body: readonly Code[]
  /** It is called by reading or by setting the member that it stands for. */
  readonly access?: 'get' | 'set'
  /** What stands before it and takes it: decorators. */
  readonly takenBy: readonly Code[]
  /** The words with which it describes itself. */
  readonly doc: string | null
}
export type Loop = {
  readonly kind: 'loop'
  readonly at: number
  /** Its condition is always true. */
  readonly forever: boolean
  readonly item: Code | null
  readonly over: Code | null
  readonly body: readonly Code[]
}

/** Stands in a text where a part of it is not known. */
export const HOLE = '\uFFFC'
/** Code that is nested deeper than this was written to be read by nobody. */
export const DEEPEST = 400

/** The name of what `export default` gives: no name of a program looks like this. */
export const DEFAULT = 'export default'

/** The name of the member by which an object says what going through it gives: no name of a program looks like this. */
export const ITERATOR = 'each of it'

export class TooDeep extends Error {}

export const many = (at: number, parts: readonly Code[], sometimes = false): Code => ({
  kind: 'many',
  at,
  parts,
  sometimes,
})
/** `-1` */
export const negated = (sign: unknown, value: Code): Code =>
  sign === '-' && value.kind === 'amount' ? { ...value, value: -value.value } : value
/** What takes bits out of bits gives another text: it is asked for as a call. */
export const changed = (at: number, sign: unknown, left: Code, right: Code): Code =>
  sign === '^' ? { kind: 'call', at, callee: name(at, '^'), args: [left, right], named: [] } : many(at, [left, right])
export const aside = (value: Code): Code => ({ kind: 'aside', at: value.at, value })
export const text = (at: number, value: string): Code => ({ kind: 'text', at, value })
export const name = (at: number, called: string): Code => ({ kind: 'name', at, name: called })
export const member = (at: number, of: Code, key: string | Code): Code => ({
  kind: 'member',
  at,
  of,
  key: typeof key === 'string' ? text(at, key) : key,
})
