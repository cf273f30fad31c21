// A server that is reached, in a tier, by the built program: two persons, one of whom has the role, before anything is sent to it.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Home, makeHome } from '../real/home.ts'
import { messagesOf, modern, post, startServing } from '../serve/place.ts'
import { startRemote } from './process.ts'

type Ran = ReturnType<Home['sallyport']>
const said = ({ status, stdout, stderr }: Ran): [Ran['status'], string] => [status, stdout + stderr]
const saying = (status: number, words: string) => [status, expect.stringContaining(words) as string]

test('a server that is reached is medium at most, runs when two persons approved it, and not without the role', async () => {
  const remote = await startRemote('remote/factory.mjs', 'notes', 'modern')
  const [ada, grace] = [makeHome(), makeHome()]
  const does = (...words: string[]) => said(ada.sallyport(...words))
  const address = ['--url', remote.url, '--net', `127.0.0.1:${remote.port}`]
  const [asked, signed] = [join(ada.folder, 'ask.json'), join(ada.folder, 'signed.json')]
  try {
    expect(does('approve', 'notes', '--yes', '--tier', 'high', ...address)).toEqual(saying(1, 'can never be in it'))
    const first = does('approve', 'notes', '--yes', '--tier', 'low', ...address)
    expect(first).toEqual(saying(0, 'a second person who has the role security'))
    expect(first[1]).toContain('tier      medium, because a tool of it is judged to write; approved by two persons')
    const key = grace.sallyport('second', 'key').stdout.trim()
    expect(does('trust', 'add', key, '--name', 'grace', '--for', 'approvals', '--yes')[0]).toBe(0)
    expect(does('second', 'ask', 'notes', '--out', asked)).toEqual(saying(0, 'who has the role security'))
    expect(said(grace.sallyport('second', 'sign', asked, '--out', signed, '--yes'))).toEqual(
      saying(0, 'not part of what is signed: who signs it has the role security'),
    )
    expect(does('second', 'take', 'notes', signed)).toEqual(
      saying(1, 'nobody who approved notes has the role security'),
    )
    expect(does('status')).toEqual(saying(1, 'notes waits for a second person'))
    const calls = () => remote.asked().filter(({ body }) => body.includes('tools/call')).length
    const call = async (): Promise<string> => {
      const served = await startServing(ada, 'notes')
      const params = { name: 'echo', arguments: { words: 'hello' } }
      const [answer] = await messagesOf(await post(served, ...modern(1, 'tools/call', params), 'notes'))
      await served.stop()
      return JSON.stringify(answer)
    }
    expect(await call()).toContain('notes waits for a second person')
    expect(calls()).toBe(0)

    expect(does('trust', 'add', key, '--for', 'approvals', '--role', 'security', '--yes')[0]).toBe(0)
    expect(does('second', 'take', 'notes', signed)).toEqual(saying(0, '"grace" (security)'))
    expect(does('status')).toEqual(saying(0, 'grace (security)'))
    expect(await call()).toContain('hello')
    expect(calls()).toBe(1)
  } finally {
    await remote.stop()
    await ada.remove()
    await grace.remove()
  }
})
