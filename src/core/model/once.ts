/** Does it when it is first asked for, and never again: also what failed is not tried anew. */
export function once<T>(does: () => Promise<T>): () => Promise<T> {
  let doing: Promise<T> | null = null
  return () => (doing ??= does())
}
