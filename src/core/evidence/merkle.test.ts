import { hash as hashOf } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  append,
  EMPTY,
  firstDifference,
  inclusionProof,
  isIncluded,
  leafHash,
  rootOf,
  subtrees,
  treeRoot,
} from './merkle.ts'

const hash = (data: Uint8Array): Uint8Array => new Uint8Array(hashOf('sha256', data, 'buffer'))
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const entries = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 })
const leavesOf = (list: readonly Uint8Array[]) => list.map((entry) => leafHash(entry, hash))
const rangeOf = (leaves: readonly Uint8Array[]) => leaves.reduce((range, leaf) => append(range, leaf, hash), EMPTY)

// The test vectors of the Certificate Transparency reference implementation.
const VECTORS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test.each(ROOTS.map((root, size) => ({ size, root })))('the root of the first $size vectors', ({ size, root }) => {
  const leaves = leavesOf(VECTORS.slice(0, size).map((text) => new Uint8Array(Buffer.from(text, 'hex'))))
  expect(hex(rootOf(rangeOf(leaves), hash))).toBe(root)
  expect(hex(treeRoot(leaves, hash))).toBe(root)
})

describe('for any list', () => {
  test('appending gives the root of the definition, and keeps only full subtrees', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const range = rangeOf(leavesOf(list))
        expect(hex(rootOf(range, hash))).toBe(hex(treeRoot(leavesOf(list), hash)))
        expect(range.roots).toHaveLength(subtrees(list.length))
      }),
    )
  })

  test('a proof shows an entry at its place, and at no other', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), (list, a, b) => {
        fc.pre(list.length > 0)
        const leaves = leavesOf(list.map((entry, at) => Uint8Array.of(at, ...entry)))
        const root = treeRoot(leaves, hash)
        const [index, other] = [a % list.length, b % list.length]
        const proof = inclusionProof(leaves, index, hash)
        expect(isIncluded(leaves[index]!, index, list.length, proof, root, hash)).toBe(true)
        expect(isIncluded(leaves[index]!, other, list.length, proof, root, hash)).toBe(other === index)
        expect(isIncluded(leaves[index]!, index, list.length, [...proof, root], root, hash)).toBe(false)
      }),
    )
  })

  test('the first difference lies at or before the changed entry, in the same subtree', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (list, at) => {
        fc.pre(list.length > 0)
        const changed = at % list.length
        const other = list.map((entry, index) => (index === changed ? Uint8Array.of(...entry, 1) : entry))
        const [a, b] = [rangeOf(leavesOf(list)), rangeOf(leavesOf(other))]
        expect(firstDifference(a, a)).toBeNull()
        expect(firstDifference(a, b)).toBeLessThanOrEqual(changed)
      }),
    )
  })
})
