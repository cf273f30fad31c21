import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Label, Source } from '../../core/model/session.ts'
import { type Conversations, openConversations } from '../../io/store/conversations.ts'
import { Sessions } from './sessions.ts'

/** Sessions of clients that live until they are said to be dead, on a clock that is moved by hand. */
function place(kept: Conversations | null = null) {
  const state = { now: 0, made: 0, dead: new Set<number>() }
  const sessions = new Sessions({
    random: () => `s${(state.made += 1)}`,
    now: () => state.now,
    isAlive: ({ pid }) => !state.dead.has(pid),
    idleMs: 100,
    kept,
    nameOf: ({ pid, start }, user) => `${pid} ${start} ${user}`,
  })
  return { state, sessions }
}
const CLIENT = { pid: 7, start: '70' }

test('the servers of one client share it, those of another do not', () => {
  const { sessions } = place()
  const ids = [CLIENT, CLIENT, { pid: 8, start: '70' }, { pid: 7, start: '71' }].map(
    (client) => sessions.join(client, 'one').session.id,
  )
  expect(ids).toEqual(['s1', 's1', 's2', 's3'])
})

test('and no user shares it with another', () => {
  const { sessions } = place()
  const ids = ['ada', 'bob', 'ada'].map((user) => sessions.join(CLIENT, 'one', user).session.id)
  expect(ids).toEqual(['s1', 's2', 's1'])
})

test.each([
  ['soon after the last server left', 99, false, 's1'],
  ['after the idle time', 100, false, 's2'],
  ['of a client that is dead', 0, true, 's2'],
])('joined again %s', (_, later, isDead, id) => {
  const { state, sessions } = place()
  sessions.join(CLIENT, 'one').leave()
  state.now += later
  if (isDead) state.dead.add(CLIENT.pid)
  expect(sessions.join(CLIENT, 'one').session.id).toBe(id)
})

test('it stays while one server runs, however long', () => {
  const { state, sessions } = place()
  const first = sessions.join(CLIENT, 'one')
  sessions.join(CLIENT, 'one')
  first.leave()
  state.now += 1_000
  sessions.sweep()
  expect(sessions.join(CLIENT, 'one').session.id).toBe('s1')
})

test('what nobody can come back to is forgotten', () => {
  const { state, sessions } = place()
  sessions.join(CLIENT, 'one').leave()
  state.now += 100
  sessions.sweep()
  expect(sessions.size).toBe(0)
})

test('what they were exposed to is shown, and which servers run', () => {
  const { sessions } = place()
  const { session } = sessions.join(CLIENT, 'crm')
  sessions.join(CLIENT, 'mail')
  sessions.join(CLIENT, 'mail').leave()
  session.following.hear([], { server: 'crm', item: 'x'.repeat(300), session: 'g', seq: 1, labels: ['private'] })
  const exposed = [{ label: 'private', server: 'crm', item: 'x'.repeat(200) }]
  expect(sessions.shown()).toEqual([{ id: 's1', client: 7, servers: ['crm', 'mail'], exposed }])
})

test('one is cleared by its id, and no other', () => {
  const { sessions } = place()
  for (const pid of [7, 8]) {
    const { following } = sessions.join({ pid, start: '70' }, 'crm').session
    following.hear([], { server: 'crm', item: 'read', session: 'g', seq: 1, labels: ['private'] })
  }
  expect([sessions.clear('s9'), sessions.clear('s1')]).toEqual([false, true])
  expect(sessions.shown().map(({ exposed }) => exposed.length)).toEqual([0, 1])
})

describe('when its process has died', () => {
  let state: string
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'conversations-'))
  })
  afterEach(() => rm(state, { recursive: true }))

  const IDLE_MS = 60_000
  const begin = () => place(openConversations(state, IDLE_MS)).sessions
  /** Without what is on its way to be one. */
  const filesIn = async (): Promise<string[]> =>
    (await readdir(join(state, 'conversations')).catch(() => [])).filter((name) => name.endsWith('.json'))
  const told = (label: Label, server: string): Source => ({ server, item: 'x', session: 's', seq: 1, labels: [label] })
  const labelsAt = (client = CLIENT) => begin().join(client, 'mail').session.following.labelsFor('mail')

  /** One that was told something, and is then left as a process that is killed leaves it. */
  async function killed(): Promise<Sessions> {
    const sessions = begin()
    const { following } = sessions.join(CLIENT, 'crm').session
    following.hear(['A row of the table of customers'], told('private', 'crm'))
    following.hear(['What a stranger wrote'], told('untrusted', 'web'))
    await vi.waitFor(async () => {
      const [name = ''] = await filesIn()
      expect(await readFile(join(state, 'conversations', name), 'utf8')).toContain('"untrusted"')
    })
    return sessions
  }

  test('the next one knows what the same client was exposed to, and by whom', async () => {
    await killed()
    const { following } = begin().join(CLIENT, 'mail').session
    expect(following.labelsFor('mail')).toEqual(['private', 'untrusted'])
    expect(following.sourceOf('private', 'mail')).toMatchObject({ server: 'crm', item: 'x', session: 's', seq: 1 })
  })

  test('and nothing of the words, which are nowhere on disk', async () => {
    await killed()
    const [name = ''] = await filesIn()
    expect(await readFile(join(state, 'conversations', name), 'utf8')).not.toMatch(/row|stranger wrote/)
  })

  test('another client, also one with the same number, is a new conversation', async () => {
    await killed()
    expect(labelsAt({ pid: CLIENT.pid, start: '71' })).toEqual([])
  })

  test('what rested for too long is over', async () => {
    await killed()
    const [name = ''] = await filesIn()
    const before = new Date(Date.now() - 2 * IDLE_MS)
    await utimes(join(state, 'conversations', name), before, before)
    expect(labelsAt()).toEqual([])
    await vi.waitFor(async () => expect(await filesIn()).toEqual([]))
  })

  test('what a person cleared stays cleared', async () => {
    const sessions = await killed()
    expect(sessions.clear('s1')).toBe(true)
    await vi.waitFor(async () => expect(await filesIn()).toEqual([]))
    expect(labelsAt()).toEqual([])
  })

  test('what was damaged counts as all that matters', async () => {
    await killed()
    const [name = ''] = await filesIn()
    await writeFile(join(state, 'conversations', name), '[{"label":"pri')
    expect(labelsAt()).toEqual(['untrusted', 'private'])
  })
})
