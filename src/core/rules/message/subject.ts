// The words of one message, as far as they reach a model, a person or a server's code.
import type { Effect } from '../../model/catalogue.ts'
import { isObject, type Json } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { type Engines, NO_ENGINES } from '../argument/engines.ts'
import { type Value, valuesOf } from '../argument/value.ts'
import { type Field, fieldOf } from '../field.ts'
import { type Text, textsIn } from '../walk.ts'

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
  readonly fields: readonly Field[]
  readonly body: Json
  /** What is passed to a server, each value with what it is for; of every other part nothing. */
  readonly values: readonly Value[]
  readonly engines: Engines
}

/** `body` is what is said: arguments, a result, an error, the params of a question. */
export function messageSubject(
  part: Part,
  body: Json,
  tool: CalledTool | null = null,
  inflate: Inflate = () => null,
  engines: Engines = NO_ENGINES,
): MessageSubject {
  const texts = [...textsIn(body, '', isMedia), ...longNumbersIn(body)]
  const fields = texts.map((text) => fieldOf(text, inflate))
  return { part, tool, fields, body, values: part === 'argument' ? valuesOf(fields, tool) : [], engines }
}

/** A card may stand there as a number; nothing shorter does, and times in milliseconds are shorter. */
const LEAST_NUMBER = 1e13

function* longNumbersIn(root: Json): Generator<Text> {
  const waiting: (readonly [value: Json, at: string, key: string])[] = [[root, '', '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at, key] = next
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= LEAST_NUMBER)
      yield { at, key, text: String(value) }
    if (typeof value !== 'object' || value === null) continue
    const isList = Array.isArray(value)
    for (const [name, inner] of Object.entries(value)) waiting.push([inner, `${at}/${step(name)}`, isList ? key : name])
  }
}

/** Pictures and sounds are no text; what they may say is for other rules (MCP content blocks `image`, `audio`, `blob`). */
function isMedia(owner: Json, key: string): boolean {
  if (!isObject(owner)) return false
  const kind = typeof owner['mimeType'] === 'string' ? owner['mimeType'] : ''
  return (
    (key === 'data' && (owner['type'] === 'image' || owner['type'] === 'audio')) ||
    (key === 'blob' && !/^text\b|json|xml/i.test(kind))
  )
}
