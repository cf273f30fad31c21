// Names that some readers take for a name of the protocol, and others for one that means nothing. The SDK for C# reads params and results
// with the web defaults of .NET, and servers in Go with encoding/json: neither tells capital letters from small ones, Go takes ſ and the
// Kelvin sign for s and k too, and one parser passes over NUL (CVE-2026-27896, GHSA-q382-vc8q-7jhj). A judge that reads by the letter
// would judge one message, and the receiver get another.
import { isObject, type Json, type JsonObject } from '../model/json.ts'

/** A member of it is written like none of these, and read like one of them; or two of its members are read as one. */
function isMisread(object: JsonObject, words: Words): boolean {
  // No two of the known ones are read as one.
  const others = Object.keys(object).filter((name) => !words.known.has(name))
  if (others.length === 0) return false
  const read = others.map(folded)
  return read.some((name) => words.folded.has(name)) || new Set(read).size !== read.length
}

export const ENVELOPE_NAMES = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'] as const

type Words = { readonly known: ReadonlySet<string>; readonly folded: ReadonlySet<string> }

const wordsOf = (names: string): Words => {
  const known = new Set(names.split(/\s+/))
  return { known, folded: new Set(Array.from(known, folded)) }
}

/** The same for names that some readers take for each other. The Kelvin sign becomes k as any capital letter does. */
export function folded(name: string): string {
  const plain = name.toLowerCase()
  return /[\0ſ]/.test(plain) ? plain.replaceAll('\0', '').replaceAll('ſ', 's') : plain
}

const ENVELOPE = wordsOf(ENVELOPE_NAMES.join(' '))
const ERROR = wordsOf('code message data')
/**
 * Of all params and results of both eras, by which something is decided here or there. What is in `_meta` is a map to every reader; and
 * a call that only has a `Name` names nothing here.
 */
const BODY = wordsOf(
  `_meta action argument arguments cacheScope capabilities clientInfo completion content contents context cursor includeContext
  inputRequests inputResponses instructions isError maxTokens messages mode modelPreferences nextCursor notifications progressToken
  prompts protocolVersion ref requestId requestState requestedSchema resourceTemplates resources resultType roots serverInfo
  stopReason structuredContent supportedVersions systemPrompt task taskId tasks toolChoice tools ttlMs uri url`,
)
/** Of what stands one level deeper where something is decided by it too. */
const INNER = wordsOf('inputRequests method name params taskId type uri value')

export const isMisreadEnvelope = (message: JsonObject): boolean => isMisread(message, ENVELOPE)
export const isMisreadError = (error: JsonObject): boolean => isMisread(error, ERROR)

/** Of params or a result: what a call names, what is asked in an answer, and the words of both. */
export function isMisreadBody(body: Json): boolean {
  if (!isObject(body)) return false
  if (isMisread(body, BODY)) return true
  const { ref, argument, task, inputRequests } = body
  return [ref, argument, task].some((one) => isObject(one) && isMisread(one, INNER)) || asksMisread(inputRequests, task)
}

function asksMisread(inputRequests: Json | undefined, task: Json | undefined): boolean {
  const ofTask = isObject(task) ? task['inputRequests'] : undefined
  return [inputRequests, ofTask].some(
    (requests) =>
      isObject(requests) &&
      Object.values(requests).some(
        (one) =>
          isObject(one) && (isMisread(one, INNER) || (isObject(one['params']) && isMisread(one['params'], BODY))),
      ),
  )
}
