// What judges the words of a sandbox on one connection, piece by piece, before they are passed on.

/** What may pass on now, or why the connection must end. */
export type Fed = { readonly pass: readonly Uint8Array[] } | { readonly refused: string }

export type Gate = {
  readonly feed: (bytes: Uint8Array) => Fed
  /** Words of the host: they pass in any case, and may end what has to be judged. */
  readonly heard: (bytes: Uint8Array) => void
  /** Whether a head has begun and is not whole. */
  readonly isInHead: boolean
}

export const NOTHING: Uint8Array = new Uint8Array(0)

export function join(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other
  const joined = new Uint8Array(one.length + other.length)
  joined.set(one)
  joined.set(other, one.length)
  return joined
}
