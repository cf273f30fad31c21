// Who comes to the port of a login: only the browser that was sent there ends it.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { type Callback, openCallback } from './callback.ts'

const open: Callback[] = []
afterEach(() => {
  for (const callback of open.splice(0)) callback.close()
})

async function say(redirect: string, target: string, host = new URL(redirect).host): Promise<string> {
  const socket = connect(Number(new URL(redirect).port), '127.0.0.1')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  return (await text(socket)).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)
}

test.each([
  ['another path', '/other?code=a', undefined, '404'],
  ['another name', '/callback?code=a', 'rebound.example', '403'],
  ['another place in the line of the request', 'http://rebound.example/callback?code=a', undefined, '403'],
  ['what is no address', '//', undefined, '400'],
])('%s is refused, and the login goes on', async (_, target, host, status) => {
  const callback = await openCallback(0)
  open.push(callback)
  expect(await say(callback.redirect, target, host)).toBe(status)
  const answer = callback.answer()
  expect(await say(callback.redirect, '/callback?code=b')).toBe('200')
  expect((await answer).get('code')).toBe('b')
})
