// Null that is left out of calls, over HTTP and in both eras: the server gets what stands in the log, byte for byte, and no null.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../src/io/file/sha256.ts'
import {
  callOf,
  closeServing,
  forget,
  type Head,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  together,
  witnessHome,
} from './place.ts'

let served: Served
beforeAll(async () => {
  served = await startServing(witnessHome(undefined, '--omit-nulls'))
})
afterAll(() => closeServing(served))

const GIVEN = { text: 'tea', count: null }
type Asked = (at: Served) => Promise<readonly [object, Head]>

test.each<[string, (one: Served) => Served, Asked]>([
  ['of a legacy session', (one) => one, async (at) => [callOf(7, 'echo', GIVEN), await openSession(at)]],
  ['of a modern client', (one) => one, async () => modern(8, 'tools/call', { name: 'echo', arguments: GIVEN })],
  [
    'of a legacy session with all servers',
    together,
    async (at) => [callOf(9, 'witness__echo', GIVEN), await openSession(at)],
  ],
  [
    'of a modern client of all servers',
    together,
    async () => modern(10, 'tools/call', { name: 'witness__echo', arguments: GIVEN }),
  ],
])('a call %s', async (_, place, asked) => {
  const at = place(served)
  const [body, head] = await asked(at)
  forget(served)
  const answer = await post(at, body, head)
  expect(await answer.text()).toContain('"text":"tea"')
  const [line] = served.witnessed().filter((one) => one.includes('tools/call'))
  expect(JSON.parse(line!)).toMatchObject({ params: { arguments: { text: 'tea' } } })
  expect(line).not.toContain('null')
  const { stdout } = served.home.sallyport('log', 'query', '--json', '--type', 'message', '--limit', '1000')
  expect(stdout).toContain(sha256(line!))
  expect(stdout).toContain('omitted arguments/count: null')
})
