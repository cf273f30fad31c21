// What an answer of a person is tied to: this user, this server, this item as it was approved, and these very values.
import { canonical, type Sha256 } from '../canon/digest.ts'
import type { Json } from '../model/json.ts'

export type Bound = {
  readonly user: string
  readonly server: string
  readonly method: string
  /** The tool or prompt, or the address of a resource. */
  readonly item: string
  /** Digest of its approved definition; empty for what has none. */
  readonly definition: string
  /** The values as JSON, with the numbers as they were written. */
  readonly passed: string
}

/** Two calls with one binding are the same call to whoever allowed one of them. */
export function bindingOf({ user, server, method, item, definition, passed }: Bound, sha256: Sha256): string {
  return sha256(canonical([FORM, user, server, method, item, definition, asWritten(passed)]))
}

const FORM = 'sallyport approval 1'

/**
 * A server may read more of a number than we do: 1 and 1.0, or two long ones that a double cannot tell apart, are not the
 * same here. Letters keep texts and numbers apart.
 */
export const asWritten = (passed: string): Json =>
  JSON.parse(passed, ((_key: string, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value === 'string') return `s${value}`
    return typeof value === 'number' ? `n${context?.source ?? String(value)}` : value
  }) as (key: string, value: unknown) => unknown) as Json
