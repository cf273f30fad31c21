// The `requestState` that we mint for a call that a legacy server interrupts with a question. It comes back from a client, and
// is believed only where it is sealed by us, for this principal and server, for this call, once, and in time.
import { canonical, digestText, type Sha256 } from '../../canon/digest.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import { legacyParams } from './forms.ts'
import { without } from './translation.ts'

/** Encrypts and authenticates (AEAD) under a key of this process, bound to principal and server; null: not made by it. */
export type Seal = { readonly seal: (text: string) => string; readonly open: (sealed: string) => string | null }

export type Held = {
  /** Of the call that is held, and of the question in it: each is asked once. */
  readonly call: number
  readonly round: number
  readonly method: string
  /** Of the original params, without what may differ in a retry. */
  readonly digest: string
  readonly until: number
}

export const mint = (held: Held, { seal }: Seal): string => seal(JSON.stringify(held))

/** Null: it is not ours. Its words are our own once it opens. */
export function readState(state: unknown, { open }: Seal): Held | null {
  const text = typeof state === 'string' ? open(state) : null
  return text === null ? null : (JSON.parse(text) as Held)
}

/** What makes a call the same call. Progress tokens and traces are new in each retry. */
export function digestOf(params: JsonObject, sha256: Sha256): string {
  const own = without(legacyParams(params), '_meta')
  try {
    return digestText(canonical(own), sha256)
  } catch {
    // Numbers beyond a double have no canonical text: then the order of members counts.
    return digestText(JSON.stringify(own, beyond), sha256)
  }
}

const beyond = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value

/** The bare results in a retry, by the name of the question. */
export function responsesIn({ inputResponses }: JsonObject): JsonObject {
  return isObject(inputResponses) ? inputResponses : {}
}
