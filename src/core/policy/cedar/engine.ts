// What we ask of a Cedar engine. It is compiled code, so it is handed in as a value; what it answers is never trusted to be well formed.
import type { Json, JsonObject } from '../../model/json.ts'

/** `start`: where in the text, in bytes of UTF-8; null where it does not say. */
export type EngineFault = { readonly message: string; readonly help: string | null; readonly start: number | null }

export type Uid = { readonly type: string; readonly id: string }

export type Entity = {
  readonly uid: Uid
  readonly attrs: Readonly<Record<string, string>>
  readonly parents: readonly Uid[]
  readonly tags?: Readonly<Record<string, string>>
}

export type Call = {
  readonly principal: Uid
  readonly action: Uid
  readonly resource: Uid
  readonly context: JsonObject
  readonly entities: readonly Entity[]
}

/** `reasons` are ids of the statements that decided; `errors` says what could not be evaluated. */
export type Answer = {
  readonly decision: 'allow' | 'deny'
  readonly reasons: readonly string[]
  readonly errors: readonly string[]
}

/** One statement: its text as it stands in the file, and what it says as data. */
export type Parsed = { readonly text: string; readonly says: Json }

/** Each of them may throw, and that is never an answer. */
export type Engine = {
  readonly parse: (
    text: string,
  ) => { readonly statements: readonly Parsed[] } | { readonly faults: readonly EngineFault[] }
  /** Against a schema, strictly. */
  readonly validate: (text: string, schema: string) => readonly EngineFault[]
  readonly format: (text: string) => { readonly text: string } | { readonly faults: readonly EngineFault[] }
  /** Keeps statements by their ids with the schema that requests must fit; what it returns decides by exactly these. */
  readonly prepare: (statements: Readonly<Record<string, string>>, schema: string) => (call: Call) => Answer
}
