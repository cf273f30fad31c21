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

export const fieldOf = (text: FieldText, inflate: Inflate): Field => new OneField(text, inflate)

/** Nothing is decoded before a rule asks for it: a message may have ten thousand fields. */
class OneField implements Field {
  readonly at: string
  readonly text: string
  readonly key: string
  readonly item: string
  readonly #inflate: Inflate
  #signs: Signs | null = null
  #views: Views | null = null
  #unseen: readonly Hidden[] | null = null
  #escapes: readonly Ansi[] | null = null

  constructor({ at, text, key, item = '' }: FieldText, inflate: Inflate) {
    this.at = at
    this.text = text
    this.key = key
    this.item = item
    this.#inflate = inflate
  }

  hidden(isTelling: IsTelling): readonly View[] {
    return this.#seen(isTelling).views
  }

  get unseen(): readonly Hidden[] {
    return (this.#unseen ??= this.#sign().hasUnseen ? findHidden(this.text) : [])
  }

  get escapes(): readonly Ansi[] {
    return (this.#escapes ??= this.#sign().hasUnseen ? findAnsi(this.text) : [])
  }

  get isWhole(): boolean {
    return this.#seen().isWhole
  }

  #sign(): Signs {
    return (this.#signs ??= signsOf(this.text))
  }

  #seen(isTelling?: IsTelling): Views {
    return (this.#views ??= viewsOf(this.text, this.#inflate, isTelling, this.#sign(), this))
  }
}
