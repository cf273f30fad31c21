// What a rehearsal of a server saw: what it did, which bait went where, and whether it said the same to everybody.
import type { EffectClass } from './catalogue.ts'

/** One file of the home that no server needs, or one variable: with text that is found again wherever it goes. */
export type Bait = {
  /** In the words of the published analysis (Securelist, 15 Sep 2025), and a few more. */
  readonly category: string
  /** Below the home; or the name of a variable. */
  readonly place: string
  readonly text: string
  /** What is looked for afterwards: once in `text`, and nowhere else in this rehearsal. */
  readonly tag: string
  /** Common libraries open it of themselves: only where its text goes counts. */
  readonly isUsual: boolean
}

/** When something was done: which playing of the server, and what it was being asked. */
export type Moment = {
  readonly act: string
  readonly during: string
  /** The tool that was being called: a stranger's word. Null: none was. */
  readonly tool: string | null
}

export type Deed = Moment &
  (
    | { readonly kind: 'opened' | 'listed'; readonly path: string }
    | { readonly kind: 'changed' | 'removed'; readonly path: string }
    /** The name that it had before. */
    | { readonly kind: 'moved'; readonly path: string }
    | { readonly kind: 'started'; readonly argv: readonly string[] }
    | { readonly kind: 'looked-up'; readonly name: string }
    /** Names below a domain that seem to carry data. */
    | { readonly kind: 'named-much'; readonly domain: string }
    | { readonly kind: 'connected'; readonly host: string; readonly port: number }
    /** A message went to somebody whom no argument named. */
    | { readonly kind: 'copied'; readonly address: string; readonly host: string }
    /** A connection in which our certificate was not believed: what it wanted to say was not seen. */
    | { readonly kind: 'distrusted'; readonly host: string; readonly port: number }
  )

/** Bait that was found outside the home: in what went to a host, in a name that was looked up, or in an answer to the client. */
export type Leak = Moment & {
  readonly bait: Bait
  readonly by: 'network' | 'name' | 'answer'
  /** Host and path, name, or tool: a stranger's words. */
  readonly to: string
  /** Which encodings were undone to see it, outermost first. */
  readonly through: readonly string[]
}

/** A difference in what was offered between two playings, or between two lists of one. */
export type Difference = {
  readonly when: string
  readonly kind: 'other-words' | 'new' | 'gone'
  readonly of: 'a tool' | 'a prompt' | 'a resource template' | 'the instructions'
  /** A stranger's word; empty for instructions. */
  readonly name: string
}

export type Rehearsed = {
  /** What each tool does in our judgement of its words. */
  readonly judged: Readonly<Record<string, EffectClass>>
  readonly baits: readonly Bait[]
  readonly deeds: readonly Deed[]
  readonly leaks: readonly Leak[]
  readonly differences: readonly Difference[]
}
