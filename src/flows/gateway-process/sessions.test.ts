import { expect, test } from 'vitest'
import { Sessions } from './sessions.ts'

/** Sessions of clients that live until they are said to be dead, on a clock that is moved by hand. */
function place() {
  const state = { now: 0, made: 0, dead: new Set<number>() }
  const sessions = new Sessions({
    random: () => `s${(state.made += 1)}`,
    now: () => state.now,
    isAlive: ({ pid }) => !state.dead.has(pid),
    idleMs: 100,
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
