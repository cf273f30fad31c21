import { expect, test } from 'vitest'
import { FairQueue, type Path } from './fair-queue.ts'

type Waiting = { readonly path: Path; readonly name: string }
const ANY = (): boolean => true

function queueOf(...paths: readonly string[]): FairQueue<Waiting> {
  const queue = new FairQueue<Waiting>()
  paths.forEach((path, at) => queue.add({ path: path.split('/') as unknown as Path, name: `${path}#${at}` }))
  return queue
}
function order(queue: FairQueue<Waiting>, mayPass: (one: Waiting) => boolean = ANY): readonly string[] {
  const names: string[] = []
  for (let next = queue.take(mayPass); next !== null; next = queue.take(mayPass)) names.push(next.name)
  return names
}

test.each<[what: string, paths: readonly string[], order: readonly number[]]>([
  ['of one tool they come as they came', ['a/s/t', 'a/s/t', 'a/s/t'], [0, 1, 2]],
  ['tools take turns', ['a/s/t', 'a/s/t', 'a/s/t', 'a/s/u'], [0, 3, 1, 2]],
  ['servers take turns, whatever their tools', ['a/s/t', 'a/s/u', 'a/s/v', 'a/r/t'], [0, 3, 1, 2]],
  ['clients take turns, whatever their servers', ['a/s/t', 'a/r/t', 'a/q/t', 'b/s/t', 'b/s/t'], [0, 3, 1, 4, 2]],
])('%s', (_, paths, expected) => {
  expect(order(queueOf(...paths)).map((name) => Number(name.split('#')[1]))).toEqual(expected)
})

test('who may not pass keeps nobody else waiting', () => {
  const queue = queueOf('a/s/t', 'a/s/t', 'b/s/t')
  expect(order(queue, ({ path: [client] }) => client === 'b')).toEqual(['b/s/t#2'])
  expect(order(queue)).toEqual(['a/s/t#0', 'a/s/t#1'])
})

test('names with any sign in them are different names', () => {
  const queue = new FairQueue<Waiting>()
  queue.add({ path: ['a', 's","t', 'u'], name: 'one' })
  queue.add({ path: ['a', 's', 't","u'], name: 'other' })
  queue.add({ path: ['a', 's","t', 'u'], name: 'one again' })
  expect(order(queue)).toEqual(['one', 'other', 'one again'])
})

test('who is taken back gets no turn', () => {
  const queue = new FairQueue<Waiting>()
  const one: Waiting = { path: ['a', 's', 't'], name: 'one' }
  queue.add(one)
  queue.remove(one)
  queue.remove(one)
  expect([queue.size, queue.take(ANY)]).toEqual([0, null])
})
