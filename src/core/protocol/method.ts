// The shape of a method table entry. What no table of the era holds does not exist.
import type { Direction } from '../model/message.ts'

export type Method = {
  readonly kind: 'request' | 'notification'
  /** Which way it may travel. */
  readonly to: Direction | 'both'
  /** First protocol revision that has it; revisions compare as text. */
  readonly since?: string
  /** Where params name the tool, prompt or resource that the exchange is about; the first that is text counts. */
  readonly target?: readonly string[]
  /** Works before the catalogue was checked: opening, liveness, and nothing that reaches a tool. */
  readonly early?: true
}

export type MethodTable = Readonly<Record<string, Method>>
