import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { canonicalTree, changedPaths, type EntryKind, type TreeEntry, treeDigest } from './tree.ts'

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const entry = (path: string, kind: EntryKind = 'file', value = 'sha256:00'): TreeEntry => ({ path, kind, value })
const link = (path: string, target: string): TreeEntry => entry(path, 'link', target)

describe('canonicalTree', () => {
  test('orders by code unit, so that the order of a listing never shows', () => {
    const entries = ['b', 'B', 'a/x', 'a', 'é', '\u{10000}', '\uFFFD'].map((path) => entry(path))
    const found = canonicalTree(entries)
    expect(found.ok && found.entries.map(({ path }) => path)).toEqual([
      'B',
      'a',
      'a/x',
      'b',
      'é',
      '\u{10000}',
      '\uFFFD',
    ])
  })

  test('keeps names that differ only by case or by Unicode form as entries of their own', () => {
    expect(canonicalTree([entry('Read.js'), entry('read.js'), entry('\u00E9'), entry('e\u0301')])).toMatchObject({
      ok: true,
      entries: { length: 4 },
    })
  })

  test.each([
    { name: 'twice the same path', entries: [entry('a'), entry('a')] },
    { name: 'a lone surrogate', entries: [entry('a\uD800')] },
    { name: 'a NUL', entries: [entry('a\0b')] },
    { name: 'a backslash', entries: [entry('a\\b')] },
    { name: 'an absolute path', entries: [entry('/a')] },
    { name: 'a step up', entries: [entry('a/../b')] },
    { name: 'an empty path', entries: [entry('')] },
    { name: 'an absolute link', entries: [link('a', '/etc/passwd')] },
    { name: 'a link to the parent of the tree', entries: [link('a/b', '../../c')] },
    { name: 'a link out through another link', entries: [link('s/t/up', '../..'), link('out', 's/t/up/..')] },
    { name: 'a link out through a chain', entries: [link('a', 'b'), link('b', 'c'), link('c', '../x')] },
    { name: 'links in a circle', entries: [link('a', 'b'), link('b', 'a')] },
  ])('refuses $name', ({ entries }) => {
    expect(canonicalTree(entries).ok).toBe(false)
  })

  test.each([
    { name: 'a neighbour', entries: [link('a/b', 'c')] },
    { name: 'the tree itself', entries: [link('a/b', '..')] },
    { name: 'a bin of a package', entries: [link('node_modules/.bin/x', '../x/bin.js')] },
    { name: 'a place through a linked folder', entries: [link('s/t/up', '../..'), link('in', 's/t/up/s')] },
    { name: 'nothing', entries: [link('a', 'gone/for/good')] },
  ])('accepts a link to $name', ({ entries }) => {
    expect(canonicalTree(entries).ok).toBe(true)
  })
})

describe('treeDigest', () => {
  const tree = [entry('a'), entry('b', 'exec'), link('c', 'a')]
  test.each([
    { name: 'a path', other: [entry('a2'), tree[1]!, tree[2]!] },
    { name: 'the bytes of a file', other: [entry('a', 'file', 'sha256:01'), tree[1]!, tree[2]!] },
    { name: 'the right to execute', other: [tree[0]!, entry('b'), tree[2]!] },
    { name: 'the target of a link', other: [tree[0]!, tree[1]!, link('c', 'b')] },
    { name: 'a file that became a link', other: [link('a', 'sha256:00'), tree[1]!, tree[2]!] },
    { name: 'one entry more', other: [...tree, entry('d')] },
    { name: 'one entry less', other: tree.slice(0, 2) },
  ])('changes with $name', ({ other }) => {
    expect(treeDigest(other, sha256)).not.toBe(treeDigest(tree, sha256))
  })

  test('stays the same for the same list: lockfiles of other machines depend on it', () => {
    expect(treeDigest(tree, sha256)).toBe(
      `sha256:${sha256('["sallyport-tree-1",["a","file","sha256:00"],["b","exec","sha256:00"],["c","link","a"]]')}`,
    )
  })
})

test('changedPaths names what was added, removed and altered', () => {
  const before = [entry('same'), entry('bytes'), entry('mode'), entry('gone')]
  const after = [entry('same'), entry('bytes', 'file', 'sha256:01'), entry('mode', 'exec'), entry('new')]
  expect(changedPaths(before, after)).toEqual(['bytes', 'gone', 'mode', 'new'])
})
