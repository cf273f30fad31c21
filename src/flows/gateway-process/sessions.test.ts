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
    (client) => sessions.join(client).session.id,
  )
  expect(ids).toEqual(['s1', 's1', 's2', 's3'])
})

test('and no user shares it with another', () => {
  const { sessions } = place()
  const ids = ['ada', 'bob', 'ada'].map((user) => sessions.join(CLIENT, user).session.id)
  expect(ids).toEqual(['s1', 's2', 's1'])
})

test.each([
  ['soon after the last server left', 99, false, 's1'],
  ['after the idle time', 100, false, 's2'],
  ['of a client that is dead', 0, true, 's2'],
])('joined again %s', (_, later, isDead, id) => {
  const { state, sessions } = place()
  sessions.join(CLIENT).leave()
  state.now += later
  if (isDead) state.dead.add(CLIENT.pid)
  expect(sessions.join(CLIENT).session.id).toBe(id)
})

test('it stays while one server runs, however long', () => {
  const { state, sessions } = place()
  const first = sessions.join(CLIENT)
  sessions.join(CLIENT)
  first.leave()
  state.now += 1_000
  sessions.sweep()
  expect(sessions.join(CLIENT).session.id).toBe('s1')
})

test('what nobody can come back to is forgotten', () => {
  const { state, sessions } = place()
  sessions.join(CLIENT).leave()
  state.now += 100
  sessions.sweep()
  expect(sessions.size).toBe(0)
})
