import { describe, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { Lookups, resolveHere } from './resolve.ts'

test('a name of the hosts file is found', async () => {
  expect(await resolveHere('localhost')).toContain('127.0.0.1')
})

/** Lookups that are answered when a test says so, on a clock of its own. */
function stage() {
  const open = new Map<string, PromiseWithResolvers<readonly string[]>>()
  const asked: string[] = []
  let now = 0
  const lookups = new Lookups(
    (name) => {
      const answer = Promise.withResolvers<readonly string[]>()
      asked.push(name)
      open.set(name, answer)
      return answer.promise
    },
    () => now,
  )
  const settle = async (name: string, afterMs: number, address?: string): Promise<void> => {
    now += afterMs
    const { resolve, reject } = open.get(name)!
    if (address === undefined) reject(new Error('nobody answered'))
    else resolve([address])
    await new Promise((done) => setImmediate(done))
  }
  const ask = (name: string) => lookups.resolve(name).catch((cause: Error) => cause.message)
  return { asked, settle, ask }
}

describe('a name that nobody answers for', () => {
  test('is looked up once for all who ask meanwhile', async () => {
    const { asked, settle, ask } = stage()
    const all = Array.from({ length: 20 }, () => ask('a.evil.test'))
    expect(asked).toEqual(['a.evil.test'])
    await settle('a.evil.test', 10_000)
    expect(new Set(await Promise.all(all))).toEqual(new Set(['nobody answered']))
  })

  test('makes others of slow domains wait for their turn, and nobody else', async () => {
    const { asked, settle, ask } = stage()
    void ask('a.evil.test')
    void ask('a.bad.test')
    await settle('a.evil.test', 10_000)
    await settle('a.bad.test', 0)
    const names = ['b.evil.test', 'c.EVIL.test', 'b.bad.test.', 'good.example']
    const answers = names.map(ask)
    await new Promise((done) => setImmediate(done))
    expect(asked.slice(2)).toEqual(['good.example', 'b.evil.test'])
    await settle('good.example', 0, '192.0.2.1')
    expect(await answers[3]).toEqual(['192.0.2.1'])
    await settle('b.evil.test', 10_000)
    expect(asked.slice(4)).toEqual(['c.EVIL.test'])
  })

  test('is like any other once it is answered in time', async () => {
    const { asked, settle, ask } = stage()
    void ask('a.evil.test')
    await settle('a.evil.test', 10_000)
    void ask('a.evil.test')
    await new Promise((done) => setImmediate(done))
    await settle('a.evil.test', 5, '192.0.2.1')
    void ask('b.evil.test')
    void ask('c.evil.test')
    expect(asked.slice(2)).toEqual(['b.evil.test', 'c.evil.test'])
  })

  test('of too many that wait further ones are refused at once', async () => {
    const { settle, ask } = stage()
    void ask('a.evil.test')
    await settle('a.evil.test', 10_000)
    for (let at = 0; at < bound('slow-names'); at += 1) void ask(`${at}.evil.test`)
    expect(await ask('more.evil.test')).toMatch(/too many/)
  })
})
