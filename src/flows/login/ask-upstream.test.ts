// Where a login may ask: names that lead to private places are refused before anything is dialled, whoever names them.
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wayTo } from './ask-upstream.ts'

const counts = { connections: 0 }
const listener = createServer((socket) => {
  counts.connections += 1
  socket.destroy()
})
let port: number
beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  port = (listener.address() as AddressInfo).port
})
afterAll(() => void listener.close())

const GET = { method: 'GET', headers: {} }
const remote = { kind: 'remote', url: 'https://wiki.example/mcp', keys: [], authority: null } as const
const way = (answers: readonly string[], issuer: string | null = null) =>
  wayTo({ remote, net: [], issuer }, async () => answers)

test.each<[string, readonly string[]]>([
  ['this machine', ['127.0.0.1']],
  ['a public place and this machine', ['203.0.113.7', '127.0.0.1']],
  ['a private network', ['10.1.2.3']],
  ['this machine, as IPv6 says it', ['::ffff:127.0.0.1']],
  ['a place of its own link', ['fe80::1']],
])('a name that leads to %s is not asked', async (_, answers) => {
  const { ask } = await way(answers)
  await expect(ask(`https://login.example:${port}/token`, GET)).rejects.toMatchObject({ code: 'login-refused' })
  expect(counts.connections).toBe(0)
})

test.each(['http://login.example/', 'ftp://login.example/', 'https://me@login.example/', 'javascript:1', 'nowhere'])(
  '%s is not asked and not opened',
  async (address) => {
    const { ask, mayOpen } = await way(['127.0.0.1'])
    await expect(ask(address, GET)).rejects.toThrow('is neither https nor on this machine')
    expect(mayOpen(address)).toBe(false)
    expect(counts.connections).toBe(0)
  },
)

test.each([
  ['https://login.example/a', true],
  ['https://10.0.0.1/a', false],
  ['https://0x7f.1/a', false],
  ['https://[::1]/a', false],
  ['http://127.0.0.1/a', false],
  ['http://localhost/a', false],
  ['https://localhost/a', false],
  ['https://a.localhost./a', false],
  ['https://[::ffff:a00:1]/a', false],
  ['https://[64:ff9b::a00:1]/a', false],
  ['https://2130706433/a', false],
])('whether %s may be opened, where nothing private was approved: %s', async (address, may) => {
  expect((await way([])).mayOpen(address)).toBe(may)
})

test('an issuer that the approval names may be private, at its own host and port alone', async () => {
  const { ask, mayOpen } = await way(['127.0.0.1'], `https://login.example:${port}`)
  // Dialled, and then no TLS is spoken there.
  await expect(ask(`https://login.example:${port}/token`, GET)).rejects.toMatchObject({ code: 'login-refused' })
  expect(counts.connections).toBe(1)
  await expect(ask(`https://login.example:${port + 1}/token`, GET)).rejects.toThrow('not public')
  await expect(ask(`https://other.example:${port}/token`, GET)).rejects.toThrow('not public')
  expect(counts.connections).toBe(1)
  expect(mayOpen(`https://login.example:${port}/a`)).toBe(true)
})
