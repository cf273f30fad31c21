// A text that a model may read, with its place and with everything else that may be read out of it.
import { type Ansi, findAnsi } from '../text/ansi.ts'
import { findHidden, type Hidden } from '../text/hidden.ts'
import type { Inflate } from '../text/view/packed.ts'
import { type Signs, signsOf } from '../text/view/signs.ts'
import { type IsTelling, type View, type Views, viewsOf } from '../text/view/views.ts'

export type Field = {
  /** A JSON pointer with the names of items instead of their numbers; safe to print. */
  readonly at: string
  readonly text: string
  /** The name of the member that holds it. */
  readonly key: string
  /** In a catalogue the tool, prompt or template that it belongs to; empty for the server itself, and in messages. */
  readonly item: string
  /** What else a model may read out of the text, as far as it is worth reading: decided by whoever asks first. */
  readonly hidden: (isTelling: IsTelling) => readonly View[]
  /** Characters that nobody sees, and sequences that steer a terminal. */
  readonly unseen: readonly Hidden[]
  readonly escapes: readonly Ansi[]
  /** False where a bound left something encoded unread. */
  readonly isWhole: boolean
}

type FieldText = Pick<Field, 'at' | 'text' | 'key'> & { readonly item?: string }

/** Nothing is decoded before a rule asks for it. */
export function fieldOf({ at, text, key, item = '' }: FieldText, inflate: Inflate): Field {
  let views: Views | null = null
  const seen = (isTelling?: IsTelling): Views => (views ??= viewsOf(text, inflate, isTelling, signs()))
  let known: Signs | null = null
  let unseen: readonly Hidden[] | null = null
  let escapes: readonly Ansi[] | null = null
  const signs = (): Signs => (known ??= signsOf(text))
  return {
    at,
    text,
    key,
    item,
    hidden: (isTelling) => seen(isTelling).views,
    get unseen() {
      return (unseen ??= signs().hasUnseen ? findHidden(text) : [])
    },
    get escapes() {
      return (escapes ??= signs().hasUnseen ? findAnsi(text) : [])
    },
    get isWhole() {
      return seen().isWhole
    },
  }
}
