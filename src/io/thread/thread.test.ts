import { afterEach, expect, test, vi } from 'vitest'
import { Thread, type ThreadPlan } from './thread.ts'

/** Answers each word with its length; other words make it misbehave. */
const SOURCE = `
import { parentPort, workerData } from 'node:worker_threads'
let count = 0
const odd = {
  endless: () => { for (;;); },
  throws: () => { throw new Error('broken') },
  exits: () => process.exit(0),
  greedy: () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) },
  prints: () => console.log('never to be seen'),
}
parentPort.on('message', (word) => {
  count += 1
  odd[word]?.()
  parentPort.postMessage([word.length, count, workerData])
})
parentPort.postMessage('ready')
`
const entryOf = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`)

const open: Thread<string, [number, number, string]>[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thread) => thread.close()))
})

function threadOf(plan: Partial<ThreadPlan> = {}): Thread<string, [number, number, string]> {
  const defaults = {
    entry: entryOf(SOURCE),
    data: 'given',
    startMs: 10_000,
    workMs: 10_000,
    idleMs: 10_000,
    mostWaiting: 100,
    mostMegabytes: 64,
  }
  const thread = new Thread<string, [number, number, string]>({ ...defaults, ...plan })
  open.push(thread)
  return thread
}
const done = (...answer: [number, number, string]) => ({ kind: 'done', answer })

test('work is done in order, by one worker, which got its data', async () => {
  const thread = threadOf()
  const all = await Promise.all(['a', 'bb', 'ccc'].map((word) => thread.do(word)))
  expect(all).toEqual([done(1, 1, 'given'), done(2, 2, 'given'), done(3, 3, 'given')])
})

test.each([
  { word: 'endless', kind: 'late' },
  { word: 'throws', kind: 'broken' },
  { word: 'exits', kind: 'broken' },
  { word: 'greedy', kind: 'broken' },
])('what is $word is $kind, and the next worker goes on with the rest', async ({ word, kind }) => {
  const thread = threadOf({ workMs: kind === 'late' ? 300 : 30_000 })
  const [first, odd, next] = await Promise.all(['a', word, 'ccc'].map((one) => thread.do(one)))
  expect([first, odd, next]).toEqual([done(1, 1, 'given'), { kind }, done(3, 1, 'given')])
})

test.each([
  ['never says that it is ready', 'setInterval(() => undefined, 1e6)', 'late'],
  ['breaks at once', 'throw new Error("broken")', 'broken'],
  ['is no program', '(', 'broken'],
  ['has nothing to do', '', 'broken'],
])('a worker that %s', async (_, source, kind) => {
  const startMs = kind === 'late' ? 500 : 30_000
  expect(await threadOf({ entry: entryOf(source), startMs }).do('a')).toEqual({ kind })
})

test('more than may wait is turned away at once', async () => {
  const thread = threadOf({ mostWaiting: 2 })
  const all = await Promise.all(['a', 'bb', 'ccc', 'dddd'].map((word) => thread.do(word)))
  expect(all.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'full'])
})

test('what it prints stays with it', async () => {
  expect(await threadOf().do('prints')).toEqual(done(6, 1, 'given'))
})

test('what waits when it is closed is broken, and nothing waits for ever', async () => {
  const thread = threadOf()
  const waiting = ['endless', 'a'].map((word) => thread.do(word))
  await thread.close()
  expect(await Promise.all(waiting)).toEqual([{ kind: 'broken' }, { kind: 'broken' }])
})

test('a worker without work is ended, and the next piece of work gets another one', async () => {
  const thread = threadOf({ idleMs: 20 })
  await thread.do('a')
  // Another one counts from one again.
  await vi.waitFor(async () => expect(await thread.do('bb')).toEqual(done(2, 1, 'given')), {
    timeout: 10_000,
    interval: 200,
  })
})

test('work that comes before that is done by the same one', async () => {
  const thread = threadOf({ idleMs: 60_000 })
  expect([await thread.do('a'), await thread.do('bb')]).toEqual([done(1, 1, 'given'), done(2, 2, 'given')])
})
