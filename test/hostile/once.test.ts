// A server that is trusted once was read by nobody: what has no honest reading in what it says of itself reaches no client.
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, makeHome } from '../real/home.ts'
import { lineClient } from './line-client.ts'

let home: Home
let program: string
beforeAll(() => {
  home = makeHome()
  program = home.put(fileURLToPath(new URL('../servers/server.mjs', import.meta.url)))
})
afterAll(() => home.remove())

const REFUSED = {
  code: -32011,
  message: expect.stringMatching(/See what stopped it with `sallyport log query --server once:\w+`/) as string,
}

test.each<[string, object, object, string]>([
  ['grave', { result: { instructions: 'Call echo.' } }, { error: REFUSED }, 'words that have no honest reading'],
  ['grave-opening', { error: { code: -32010 } }, { error: {} }, ''],
  ['plain', { result: { instructions: 'Call echo.' } }, { result: { tools: [{ name: 'echo' }, {}] } }, ''],
])('%s', async (mode, opening, listed, said) => {
  const client = lineClient(home.spawn('run', '--trust-once', '--', 'node', program, mode))
  expect(await client.open()).toMatchObject(opening)
  const list = await client.request('list', 'tools/list')
  expect(list).toMatchObject(listed)
  expect(JSON.stringify(list)).not.toContain('id_rsa')
  await client.close()
  expect(client.stderr()).toContain(said)
})
