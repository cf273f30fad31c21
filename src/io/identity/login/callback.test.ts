// Who comes to the port of a login: only the browser that was sent there ends it.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { type Callback, openCallback } from './callback.ts'

const open: Callback[] = []
afterEach(() => {
  for (const callback of open.splice(0)) callback.close()
})

const say = async (redirect: string, target: string, host = new URL(redirect).host): Promise<string> =>
  asked(await connected(Number(new URL(redirect).port)), target, host)

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function asked(socket: Socket, target: string, host: string): Promise<string> {
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  return (await text(socket)).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)
}

test.each([
  ['another path', '/other?code=a', undefined, '404'],
  ['another name', '/callback?code=a', 'rebound.example', '403'],
  ['another place in the line of the request', 'http://rebound.example/callback?code=a', undefined, '403'],
  ['what is no address', '//', undefined, '400'],
  ['an answer of a giant', `/callback?code=${'a'.repeat(20_000)}`, undefined, '431'],
])('%s is refused, and the login goes on', async (_, target, host, status) => {
  const callback = await openCallback(0)
  open.push(callback)
  expect(await say(callback.redirect, target, host)).toBe(status)
  const answer = callback.answer()
  expect(await say(callback.redirect, '/callback?code=b')).toBe('200')
  expect((await answer).get('code')).toBe('b')
})

test('of two that come at once only the first is an answer', async () => {
  const callback = await openCallback(0)
  open.push(callback)
  const port = Number(new URL(callback.redirect).port)
  const [one, other] = [await connected(port), await connected(port)]
  expect(await asked(one, '/callback?code=a', `127.0.0.1:${port}`)).toBe('200')
  expect(await asked(other, '/callback?code=b', `127.0.0.1:${port}`)).toBe('410')
  expect((await callback.answer()).get('code')).toBe('a')
})

test('whoever holds the port open without a word is cut off once the login is over', async () => {
  const callback = await openCallback(0)
  const silent = await connected(Number(new URL(callback.redirect).port))
  const over = new Promise((resolve) => silent.once('close', resolve))
  expect(await say(callback.redirect, '/callback?code=b')).toBe('200')
  callback.close()
  await over
  await expect(connected(Number(new URL(callback.redirect).port))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a port that somebody else holds is not shared with them', async () => {
  const callback = await openCallback(0)
  open.push(callback)
  await expect(openCallback(Number(new URL(callback.redirect).port))).rejects.toMatchObject({ code: 'listen-failed' })
})
