import { expect, test } from 'vitest'
import { digest, lock, pin } from '../../../test/samples/lock.ts'
import type { Artifact } from '../model/artifact.ts'
import { alsoAs } from './same-code.ts'

const file = (name: string) => ({ path: `/srv/${name}`, digest: digest(name) })
const command = (files: readonly string[], unpinned: readonly string[] = []): Artifact => ({
  kind: 'command',
  files: files.map(file),
  unpinned,
})
const tree = (of: string) => ({ kind: 'folder', path: `/srv/${of}`, tree: digest(of), mutable: false }) as const

const isSame = (one: Artifact, other: Artifact, words: readonly string[] = ['x']): boolean => {
  const pins = { one: { ...pin, argv: ['x'], artifact: one } }
  return alsoAs({ ...lock, pins }, 'other', { argv: words, artifact: other }).length > 0
}

const NPM = { kind: 'npm', name: 'calc', version: '1.0.0', lock: digest('lock'), tree: digest('tree') } as const
const IMAGE = { kind: 'image', reference: 'calc:1', image: digest('image') } as const

test.each<[string, Artifact, Artifact, string[]]>([
  ['a package under another name', NPM, { ...NPM, name: 'sums', lock: digest('other') }, ['y']],
  ['a copy of a folder elsewhere', tree('a'), { ...tree('a'), path: '/srv/b' }, ['y']],
  ['an image under another tag', IMAGE, { ...IMAGE, reference: 'calc:2' }, ['y']],
  ['a script with other words', command(['node', 'a.js']), command(['node', 'a.js']), ['x', '--more']],
  ['a program alone, with the same words', command(['docker']), command(['docker']), ['x']],
])('%s is the same', (_, one, other, words) => {
  expect(isSame(one, other, words)).toBe(true)
})

test.each<[string, Artifact, Artifact, string[]]>([
  ['another version', NPM, { ...NPM, tree: digest('other') }, ['x']],
  ['another script', command(['node', 'a.js']), command(['node', 'b.js']), ['x']],
  ['other code that no file holds', command(['sh', 'a'], ['-c', 'a']), command(['sh', 'a'], ['-c', 'b']), ['x']],
  ['a program alone, with other words', command(['docker']), command(['docker']), ['y']],
  ['a folder that is approved as changing, of the same bytes now', { ...tree('a'), mutable: true }, tree('a'), ['x']],
])('%s is another', (_, one, other, words) => {
  expect(isSame(one, other, words)).toBe(false)
})
