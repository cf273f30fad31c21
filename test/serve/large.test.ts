// Messages of 1 MB pass the built program as they are, and those of 50 MB are refused in either direction: clearly, with an event,
// and without growing with them.
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCRATCH } from '../real/home.ts'
import {
  callOf,
  closeServing,
  type Head,
  headOf,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'

const MB = 1024 ** 2
const LARGE = fileURLToPath(new URL('../servers/large/server.mjs', import.meta.url))

let served: Served
let head: Head
beforeAll(async () => {
  const home = witnessHome()
  const { status, stderr } = home.sallyport('approve', 'large', '--yes', ...SCRATCH, '--', 'node', home.put(LARGE))
  if (status !== 0) throw new Error(stderr)
  served = await startServing(home)
  head = await openSession(served, {}, {}, 'large')
})
afterAll(() => closeServing(served))

type Era = 'legacy' | 'modern'
let count = 0
function call(era: Era, name: string, given: object): Promise<Response> {
  count += 1
  return era === 'legacy'
    ? post(served, callOf(count, name, given), head, 'large')
    : post(served, ...modern(count, 'tools/call', { name, arguments: given }), 'large')
}
const answerTo = async (asking: Promise<Response>): Promise<Message> =>
  (await messagesOf(await asking)).find(({ id }) => id !== undefined)!
const textIn = ({ result }: Message): string => result!.content![0]!.text

/** The most memory that the process held while this went on, beyond what it held before. */
async function peak(does: () => Promise<unknown>): Promise<number> {
  const status = (field: string): number => {
    const text = readFileSync(`/proc/${served.run.pid}/status`, 'utf8')
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1]) * 1024
  }
  // 5: forgets how much it held at most.
  writeFileSync(`/proc/${served.run.pid}/clear_refs`, '5')
  const before = status('VmRSS')
  await does()
  return status('VmHWM') - before
}

describe.each<Era>(['legacy', 'modern'])('%s', (era) => {
  test('1 MB passes in both directions', async () => {
    const words = 'plain words. '.repeat(80_660)
    expect(textIn(await answerTo(call(era, 'take', { text: words })))).toBe(`took ${words.length}`)
    const said = textIn(await answerTo(call(era, 'say', { count: MB })))
    expect([said.length, said.startsWith('plain words. plain')]).toEqual([MB, true])
  })

  test('an answer of 50 MB is refused to whoever asked, and the next call is answered', async () => {
    const grown = await peak(async () => {
      for (let n = 0; n < 3; n += 1) {
        const { error } = await answerTo(call(era, 'say', { count: 50 * MB }))
        expect(error).toMatchObject({ message: expect.stringMatching(/long|large/) })
      }
    })
    expect(grown).toBeLessThan(150 * MB)
    expect(served.faults()).toContain('message-oversize')
    expect(textIn(await answerTo(call(era, 'take', { text: 'x' })))).toBe('took 1')
  })

  test('a request of 50 MB is refused before it is read, and nothing is forwarded', async () => {
    const grown = await peak(async () => {
      const answer = await call(era, 'take', { text: 'x'.repeat(50 * MB) }).catch(() => null)
      // A client that still writes may find the connection closed before it reads why.
      if (answer !== null)
        expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('longer')])
    })
    expect(grown).toBeLessThan(64 * MB)
    expect(served.faults()).toContain('http-body-too-large')
  })
})

test('many answers of 50 MB at once, in sessions of their own, do not add up', async () => {
  const grown = await peak(() =>
    Promise.all(
      Array.from({ length: 6 }, async (_, n) => {
        const own = await openSession(served, {}, {}, 'large')
        expect(await answerTo(post(served, callOf(n, 'say', { count: 50 * MB }), own, 'large'))).toHaveProperty('error')
      }),
    ),
  )
  expect(grown).toBeLessThan(6 * 50 * MB)
})

test('clients that read nothing of what they asked for are given up, and memory with them stays within a bound', async () => {
  const sessions = await Promise.all(Array.from({ length: 4 }, () => openSession(served)))
  const grown = await peak(async () => {
    const sockets = sessions.map((own) => {
      const body = JSON.stringify(callOf(1, 'flood', { count: 600 }, { progressToken: 1 }))
      const head = Object.entries(headOf(served, { ...own, host: '127.0.0.1', 'content-length': String(body.length) }))
      const socket = connect(served.port, '127.0.0.1')
      socket.on('error', () => undefined).pause()
      socket.write(
        `POST /s/witness/mcp HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
      )
      return socket
    })
    await expect.poll(givenUp, { timeout: 40_000, interval: 500 }).toBe(sessions.length)
    for (const socket of sockets) socket.destroy()
  })
  expect(grown).toBeLessThan(200 * MB)
})

const givenUp = (): number => served.faults().filter((code) => code === 'http-unread').length
