import { expect, test } from 'vitest'
import type { Harm } from '../model/lab.ts'
import { baitFiles, CATEGORIES, tagOf } from './bait.ts'
import { harmOf, type Seen } from './harm.ts'

const NOTHING: Seen = {
  sink: '',
  sinkBytes: 0,
  laterBytes: 0,
  heard: '',
  kept: '',
  page: '',
  heldMs: 0,
  forged: 0,
  largest: 0,
  deepest: 0,
  changed: [],
}
const all = baitFiles('n')
  .map(({ text }) => text)
  .join('')
const wallet = tagOf('wallets', 'n')

test.each<[string, Harm, Partial<Seen>, number, number]>([
  ['all bait at the sink', { kind: 'sink' }, { sink: all }, CATEGORIES.length, CATEGORIES.length],
  ['one piece of it', { kind: 'sink' }, { sink: wallet }, 1, CATEGORIES.length],
  ['bait of another run', { kind: 'sink' }, { sink: tagOf('wallets', 'm') }, 0, CATEGORIES.length],
  [
    'a tag that only begins like another',
    { kind: 'heard', categories: ['SSH keys'] },
    { heard: tagOf('wallets', 'n') },
    0,
    1,
  ],
  ['bait in an answer', { kind: 'heard', categories: ['wallets'] }, { heard: wallet }, 1, 1],
  ['half of the files', { kind: 'files', paths: ['a', 'b'] }, { changed: ['b', 'c'] }, 1, 2],
  ['no more files than can be borne', { kind: 'files', paths: ['a', 'b'], bearable: 1 }, { changed: ['b'] }, 0, 2],
  ['more files than can be borne', { kind: 'files', paths: ['a', 'b'], bearable: 1 }, { changed: ['a', 'b'] }, 2, 2],
  ['words that were said', { kind: 'said', words: 'holds' }, { heard: 'it holds 3' }, 1, 1],
  ['bait in what was recorded', { kind: 'kept', categories: ['wallets'] }, { kept: wallet }, 1, 1],
  ['bait that was heard and not recorded', { kind: 'kept', categories: ['wallets'] }, { heard: wallet }, 0, 1],
  ['a code that was shown', { kind: 'steered' }, { kept: 'a\u001b[2J' }, 1, 1],
  ['a code that was shown as letters', { kind: 'steered' }, { kept: 'a\\u{1b}[2J' }, 0, 1],
  ['a link in what is opened', { kind: 'linked' }, { page: 'see [here](http://x.test)' }, 1, 1],
  ['a link that is none any more', { kind: 'linked' }, { page: String.raw`see [here]\(http://x.test)` }, 0, 1],
  ['a link that was only heard', { kind: 'linked' }, { heard: '[here](http://x.test)' }, 0, 1],
  ['a reader that was held up', { kind: 'held', ms: 5 }, { heldMs: 5 }, 1, 1],
  ['a reader that went on', { kind: 'held', ms: 5 }, { heldMs: 4 }, 0, 1],
  ['a call at any time', { kind: 'called', when: 'idle' }, { sinkBytes: 4 }, 1, 1],
  ['a call that was not later', { kind: 'called', when: 'later' }, { sinkBytes: 4 }, 0, 1],
  ['a later call', { kind: 'called', when: 'later' }, { sinkBytes: 4, laterBytes: 2 }, 1, 1],
  ['more forged lines than declared', { kind: 'forged', lines: 2 }, { forged: 5 }, 2, 2],
  ['a line that is too short', { kind: 'bytes', bytes: 5 }, { largest: 4 }, 0, 1],
  ['a depth', { kind: 'depth', levels: 5 }, { deepest: 5 }, 1, 1],
])('%s', (_, harm, seen, done, of) => {
  expect(harmOf(harm, { ...NOTHING, ...seen }, 'n')).toEqual({ done, of })
})
