// Which of several judged addresses is reached. Real sockets, on loopback.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTo } from './connect.ts'

const server = createServer((socket) => socket.end())
let port: number
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => void server.close())

test.each<[string, readonly string[]]>([
  ['the only one', ['127.0.0.1']],
  ['the first of two', ['127.0.0.1', '127.0.0.2']],
  ['the second, where the first refuses', ['127.0.0.2', '127.0.0.1']],
  ['one of the other family, where the first refuses', ['::1', '127.0.0.1']],
  ['the fourth, where all before it refuse', ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.1']],
])('%s is reached', async (_, addresses) => {
  const socket = connectTo(addresses, { port })
  await once(socket, 'connect')
  expect(socket.remoteAddress).toBe('127.0.0.1')
  socket.destroy()
})

test.each<[string, readonly string[]]>([
  ['none answers', ['127.0.0.2', '127.0.0.3']],
  ['the one that would answer is the fifth', ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.1']],
])('it fails where %s', async (_, addresses) => {
  const [cause] = (await once(connectTo(addresses, { port }), 'error')) as [NodeJS.ErrnoException]
  expect(cause.code).toBe('ECONNREFUSED')
})
