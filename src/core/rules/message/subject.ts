// The words of one message, as far as they reach a model, a person or a server's code.
import type { Effect } from '../../model/catalogue.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import { type MediaWords, wordsInMedia } from '../../text/media/media.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { type Engines, NO_ENGINES } from '../argument/engines.ts'
import type { Purpose } from '../argument/purpose.ts'
import { type Value, valuesOf } from '../argument/value.ts'
import { type Field, fieldOf } from '../field.ts'
import { textsIn } from '../walk.ts'
import { isMedia, isMediaPlace, kindOf } from './media-place.ts'

/**
 * What of an exchange the words are. argument: what a client passes to a server. question: what a server asks of a client, its
 * model or its person. note: what a server says in between. The rest are answers.
 */
export type Part = 'argument' | 'result' | 'error' | 'resource' | 'prompt' | 'question' | 'note'

/** The tool that is called or that answers, as it was approved; `effect` is our own judgement. */
export type CalledTool = {
  readonly name: string
  readonly schema: Json
  readonly effect: Effect
  /** What each of its parameters is for, as far as that was asked before. */
  readonly purposes?: Map<string, Purpose>
}

export type MessageSubject = {
  readonly part: Part
  /** Null where the words belong to no tool, or to one that nobody knows. */
  readonly tool: CalledTool | null
  /** Also what pictures and sounds say in words, at places such as `/content/0/data#tEXt`. */
  readonly fields: readonly Field[]
  readonly body: Json
  /** What is passed to a server, each value with what it is for; of every other part nothing. */
  readonly values: readonly Value[]
  readonly engines: Engines
  /** Pictures, sounds and other files in it. What they show is not looked at. */
  readonly media: readonly Media[]
  /** Those of the fields that such a file carries: no person sees them. */
  readonly carried: ReadonlySet<Field>
}

export type Media = Omit<MediaWords, 'texts'> & {
  readonly at: string
  readonly kind: string
  readonly base64: string
  readonly texts: number
}

/** `body` is what is said: arguments, a result, an error, the params of a question. */
export const messageSubject = (
  part: Part,
  body: Json,
  tool: CalledTool | null = null,
  inflate: Inflate = () => null,
  engines: () => Engines = () => NO_ENGINES,
): MessageSubject => new OneMessage(part, body, tool, inflate, engines)

type Seen = Pick<MessageSubject, 'fields' | 'media' | 'carried'>

/** Nothing is read before a rule asks. */
class OneMessage implements MessageSubject {
  readonly part: Part
  readonly tool: CalledTool | null
  readonly body: Json
  readonly #inflate: Inflate
  readonly #engines: () => Engines
  #seen: Seen | null = null
  #values: readonly Value[] | null
  #asked: Engines | null = null

  constructor(part: Part, body: Json, tool: CalledTool | null, inflate: Inflate, engines: () => Engines) {
    this.part = part
    this.tool = tool
    this.body = body
    this.#inflate = inflate
    this.#engines = engines
    this.#values = part === 'argument' ? null : NO_VALUES
  }

  get fields(): readonly Field[] {
    return this.#look().fields
  }

  get media(): readonly Media[] {
    return this.#look().media
  }

  get carried(): ReadonlySet<Field> {
    return this.#look().carried
  }

  get values(): readonly Value[] {
    return (this.#values ??= valuesOf(this.fields, this.tool))
  }

  get engines(): Engines {
    return (this.#asked ??= this.#engines())
  }

  #look(): Seen {
    return (this.#seen ??= seenIn(this.body, this.#inflate))
  }
}

function seenIn(body: Json, inflate: Inflate): Seen {
  let hasMedia = false
  const skips = (owner: JsonObject, key: string): boolean => {
    hasMedia ||= isMediaPlace(owner, key)
    return isMedia(owner, key)
  }
  const fields = textsIn(body, '', { skips, leastNumber: LEAST_NUMBER }).map((text) => fieldOf(text, inflate))
  if (!hasMedia) return { fields, media: NONE, carried: NO_FIELDS }
  const media: Media[] = []
  const carried = new Set<Field>()
  for (const { at, kind, base64 } of mediaIn(body)) {
    const { texts, ...words } = wordsInMedia(base64, inflate)
    media.push({ at, kind, base64, ...words, texts: texts.length })
    for (const { name, text } of texts) carried.add(fieldOf({ at: `${at}#${name}`, text, key: name }, inflate))
  }
  return { fields: [...fields, ...carried], media, carried }
}

const NONE: readonly Media[] = []
const NO_FIELDS: ReadonlySet<Field> = new Set()
const NO_VALUES: readonly Value[] = []

/** A card may stand there as a number; nothing shorter does, and times in milliseconds are shorter. */
const LEAST_NUMBER = 1e13

type Base64 = { readonly at: string; readonly kind: string; readonly base64: string }

function* mediaIn(root: Json): Generator<Base64> {
  const waiting: (readonly [value: Json, at: string])[] = [[root, '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at] = next
    if (typeof value !== 'object' || value === null) continue
    const entries = Array.isArray(value)
      ? [...(value as readonly Json[]).entries()]
      : Object.entries(value as JsonObject)
    for (const [name, inner] of entries.toReversed()) {
      const place = `${at}/${step(String(name))}`
      if (typeof inner === 'string' && isMediaPlace(value, String(name)))
        yield { at: place, kind: kindOf(value), base64: inner }
      else waiting.push([inner, place])
    }
  }
}
