// An answer that is given just when its guard stops to wait: it counted, or its writer is told that it did not.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Question } from '../../core/approval/question.ts'
import { markOf } from '../../io/file/alive.ts'
import { openQuestions } from '../../io/store/questions.ts'
import { approvalsDesk } from './answer.ts'

let state: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'answer-'))
})
afterEach(() => rm(state, { recursive: true, force: true }))

const QUESTION: Question = {
  id: '3f2a9c41',
  nonce: 'n',
  guard: markOf(process.pid),
  server: 'mail',
  method: 'tools/call',
  item: 'send_mail',
  effect: 'send',
  stepUp: false,
  since: [],
  passed: '{}',
  chains: [],
  labels: [],
  statements: [],
  why: '',
  binding: 'b',
  askedAt: '2026-01-01T00:00:00.000Z',
  until: '2026-01-01T00:00:50.000Z',
}
const YES = { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' } as const

test('the guard has taken the question away and reads the answer: it counts', async () => {
  const desk = await approvalsDesk({ keys: join(state, 'keys'), state })
  const questions = await openQuestions(state)
  const answering = desk.answer(QUESTION, YES)
  while ((await questions.read('answer', QUESTION.id)) === null) await sleep(5)
  await questions.take('answer', QUESTION.id)
  await expect(answering).resolves.toBeUndefined()
})

test('nobody reads it: its writer is told, and nothing is left for a later question', async () => {
  const desk = await approvalsDesk({ keys: join(state, 'keys'), state })
  await expect(desk.answer(QUESTION, YES)).rejects.toMatchObject({ code: 'approval-gone' })
  expect(await (await openQuestions(state)).list()).toEqual([])
})
