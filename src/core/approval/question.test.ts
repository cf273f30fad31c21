import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Answer, type Question, readAnswer, readQuestion, writeAnswer, writeQuestion } from './question.ts'
import { type Mac, seal } from './seal.ts'

const mac: Mac = (text) => createHmac('sha256', 'k').update(text).digest('hex')
const other: Mac = (text) => createHmac('sha256', 'l').update(text).digest('hex')
const QUESTION: Question = {
  id: '3f2a9c41',
  nonce: 'n',
  guard: { pid: 7, start: '1' },
  server: 'mail',
  method: 'tools/call',
  item: 'send_mail',
  effect: 'send',
  stepUp: false,
  since: [],
  passed: '{"name":"send_mail","arguments":{}}',
  chains: [],
  labels: ['private'],
  statements: ['private-sent'],
  why: 'private words\nwould leave',
  binding: 'b',
  askedAt: '2026-01-01T00:00:00.000Z',
  until: '2026-01-01T00:00:50.000Z',
}
const ANSWER: Answer = { nonce: 'n', binding: 'b', verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' }

test('a question is read as it was written', () => {
  expect(readQuestion(writeQuestion(QUESTION, mac), mac)).toEqual(QUESTION)
})

test.each([
  ['under another key', writeQuestion(QUESTION, other)],
  ['with a changed word', writeQuestion(QUESTION, mac).replace('mail', 'bank')],
  ['with a line more', `${writeQuestion(QUESTION, mac)}\n`],
  ['without its last line end', writeQuestion(QUESTION, mac).trimEnd()],
  ['that is an answer', seal('answer', JSON.stringify(QUESTION), mac)],
  ['without a binding', seal('question', JSON.stringify({ ...QUESTION, binding: undefined }), mac)],
  ['of no process', seal('question', JSON.stringify({ ...QUESTION, guard: { pid: 'x', start: '' } }), mac)],
  ['that is no JSON', seal('question', '{', mac)],
  ['that is empty', ''],
])('a question %s is none', (_, text) => {
  expect(readQuestion(text, mac)).toBeNull()
})

describe('an answer', () => {
  const sealed = (answer: object): string => seal('answer', JSON.stringify(answer), mac)

  test.each(['once', 'session', 600_000] as const)('for %s is read as it was written', (scope) => {
    expect(readAnswer(writeAnswer({ ...ANSWER, scope }, mac), QUESTION, mac)).toEqual({ ...ANSWER, scope })
  })

  test.each([
    ['under another key', writeAnswer(ANSWER, other)],
    ['to another question', writeAnswer({ ...ANSWER, nonce: 'm' }, mac)],
    ['to other values', writeAnswer({ ...ANSWER, binding: 'c' }, mac)],
    ['that is a question', seal('question', JSON.stringify(ANSWER), mac)],
    ['of another verdict', sealed({ ...ANSWER, verdict: 'maybe' })],
    ['for ever', sealed({ ...ANSWER, scope: 'ever' })],
    ['for no time', sealed({ ...ANSWER, scope: 0 })],
    ['for half a millisecond', sealed({ ...ANSWER, scope: 0.5 })],
    ['of nobody', sealed({ ...ANSWER, by: undefined })],
  ])('%s is none', (_, text) => {
    expect(readAnswer(text, QUESTION, mac)).toBeNull()
  })
})
