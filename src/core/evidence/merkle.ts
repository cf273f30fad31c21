// RFC 6962 hashing of an append-only list. Only the roots of its full subtrees are kept: at most 53 hashes.

/** SHA-256, handed in. */
export type Hash = (data: Uint8Array) => Uint8Array

/** The first `size` entries: the roots of their full subtrees, from the largest to the smallest. */
export type Range = { readonly size: number; readonly roots: readonly Uint8Array[] }
export const EMPTY: Range = { size: 0, roots: [] }

/** RFC 6962 §2.1: the prefix byte keeps an entry from being read as a node. */
export function leafHash(entry: Uint8Array, hash: Hash): Uint8Array {
  const data = new Uint8Array(entry.length + 1)
  data.set(entry, 1)
  return hash(data)
}

function nodeHash(left: Uint8Array, right: Uint8Array, hash: Hash): Uint8Array {
  const data = new Uint8Array(65)
  data[0] = 1
  data.set(left, 1)
  data.set(right, 33)
  return hash(data)
}

/** The range with one more entry, of which the leaf hash is given. */
export function append({ size, roots }: Range, leaf: Uint8Array, hash: Hash): Range {
  const kept = [...roots]
  let root = leaf
  // Each trailing 1 bit of the size is a full subtree that the new one completes.
  for (let bits = size; bits % 2 === 1; bits = (bits - 1) / 2) root = nodeHash(kept.pop()!, root, hash)
  kept.push(root)
  return { size: size + 1, roots: kept }
}

export function rootOf({ roots }: Range, hash: Hash): Uint8Array {
  if (roots.length === 0) return hash(new Uint8Array())
  return roots.reduceRight((right, left) => nodeHash(left, right, hash))
}

/** How many subtrees a range of this size has: a range read from a file must have exactly so many. */
export function subtrees(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

/** The index of the first entry that may differ between two ranges of one size; null when they are the same. */
export function firstDifference(a: Range, b: Range): number | null {
  let from = 0
  for (const [at, root] of a.roots.entries()) {
    if (!sameBytes(root, b.roots[at]!)) return from
    let size = 1
    while (size * 2 <= a.size - from) size *= 2
    from += size
  }
  return null
}

/** RFC 6962 §2.1.1: the hashes that lead from the leaf at `index` to the root of all `leaves`. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number, hash: Hash): Uint8Array[] {
  if (leaves.length <= 1) return []
  const split = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return index < split
    ? [...inclusionProof(left, index, hash), treeRoot(right, hash)]
    : [...inclusionProof(right, index - split, hash), treeRoot(left, hash)]
}

/** Whether the proof leads from this leaf, at this place of a list of this size, to this root. */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
  hash: Hash,
): boolean {
  if (index < 0 || index >= size) return false
  const found = climb(leaf, index, size, [...proof], hash)
  return found !== null && sameBytes(found, root)
}

function climb(leaf: Uint8Array, index: number, size: number, rest: Uint8Array[], hash: Hash): Uint8Array | null {
  if (size === 1) return rest.length === 0 ? leaf : null
  const sibling = rest.pop()
  if (sibling === undefined) return null
  const split = splitOf(size)
  const isLeft = index < split
  const below = isLeft ? climb(leaf, index, split, rest, hash) : climb(leaf, index - split, size - split, rest, hash)
  if (below === null) return null
  return isLeft ? nodeHash(below, sibling, hash) : nodeHash(sibling, below, hash)
}

/** The straight definition of RFC 6962 §2.1. */
export function treeRoot(leaves: readonly Uint8Array[], hash: Hash): Uint8Array {
  if (leaves.length === 0) return hash(new Uint8Array())
  if (leaves.length === 1) return leaves[0]!
  const split = splitOf(leaves.length)
  return nodeHash(treeRoot(leaves.slice(0, split), hash), treeRoot(leaves.slice(split), hash), hash)
}

/** The largest power of two below the size. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])
