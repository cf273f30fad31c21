// The words of one message, as far as they reach a model, a person or a server's code.
import type { Effect } from '../../model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { type MediaWords, wordsInMedia } from '../../text/media/media.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { type Field, fieldOf } from '../field.ts'
import { step, textsIn } from '../walk.ts'

/**
 * What of an exchange the words are. argument: what a client passes to a server. question: what a server asks of a client, its
 * model or its person. note: what a server says in between. The rest are answers.
 */
export type Part = 'argument' | 'result' | 'error' | 'resource' | 'prompt' | 'question' | 'note'

/** The tool that is called or that answers, as it was approved; `effect` is our own judgement. */
export type CalledTool = { readonly name: string; readonly schema: Json; readonly effect: Effect }

export type MessageSubject = {
  readonly part: Part
  /** Null where the words belong to no tool, or to one that nobody knows. */
  readonly tool: CalledTool | null
  /** Also what pictures and sounds say in words, at places such as `/content/0/data#tEXt`. */
  readonly fields: readonly Field[]
  /** Pictures, sounds and other files in it. What they show is not looked at. */
  readonly media: readonly Media[]
}

export type Media = Omit<MediaWords, 'texts'> & { readonly at: string; readonly kind: string; readonly texts: number }

/** Nothing is read before a rule asks. `body` is what is said: arguments, a result, an error, the params of a question. */
export function messageSubject(
  part: Part,
  body: Json,
  tool: CalledTool | null = null,
  inflate: Inflate = () => null,
): MessageSubject {
  let seen: Pick<MessageSubject, 'fields' | 'media'> | null = null
  const look = () => (seen ??= seenIn(body, inflate))
  return {
    part,
    tool,
    get fields() {
      return look().fields
    },
    get media() {
      return look().media
    },
  }
}

function seenIn(body: Json, inflate: Inflate): Pick<MessageSubject, 'fields' | 'media'> {
  let hasMedia = false
  const skips = (owner: Json, key: string): boolean => {
    const isOne = isMedia(owner, key)
    hasMedia ||= isOne
    return isOne
  }
  const fields = Array.from(textsIn(body, '', skips), (text) => fieldOf(text, inflate))
  if (!hasMedia) return { fields, media: NONE }
  const media: Media[] = []
  for (const { at, kind, base64 } of mediaIn(body)) {
    const { texts, ...words } = wordsInMedia(base64, inflate)
    media.push({ at, kind, ...words, texts: texts.length })
    for (const { name, text } of texts) fields.push(fieldOf({ at: `${at}#${name}`, text, key: name }, inflate))
  }
  return { fields, media }
}

const NONE: readonly Media[] = []

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
      if (typeof inner === 'string' && isMedia(value, String(name)))
        yield { at: place, kind: kindOf(value), base64: inner }
      else waiting.push([inner, place])
    }
  }
}

const kindOf = (owner: Json): string =>
  isObject(owner) && typeof owner['mimeType'] === 'string' ? owner['mimeType'] : ''

/** Pictures and sounds are no text; what they may say is for other rules (MCP content blocks `image`, `audio`, `blob`). */
function isMedia(owner: Json, key: string): boolean {
  if (!isObject(owner)) return false
  const kind = kindOf(owner)
  return (
    (key === 'data' && (owner['type'] === 'image' || owner['type'] === 'audio')) ||
    (key === 'blob' && !/^text\b|json|xml/i.test(kind))
  )
}
