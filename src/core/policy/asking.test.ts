import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { JsonObject } from '../model/json.ts'
import { announced, isAllowed, isSampling, isSeenFirst, type MayAsk, mayAskOf, rootsFor, tamed } from './asking.ts'

const granted = (...allow: ('elicitation' | 'sampling' | 'sampling-unseen')[]): MayAsk =>
  mayAskOf({ allow, read: [], write: [] })
const NOTHING = mayAskOf({ read: [], write: [] })
const FOLDERS = mayAskOf({ read: ['/srv/notes'], write: ['/srv/out'] })

test.each<[string, string, MayAsk, boolean, boolean]>([
  ['the model, without a word of the approval', 'sampling/createMessage', NOTHING, false, false],
  ['the model, seen first', 'sampling/createMessage', granted('sampling'), true, true],
  ['the model, unseen', 'sampling/createMessage', granted('sampling-unseen'), true, false],
  ['the model, where only forms are allowed', 'sampling/createMessage', granted('elicitation'), false, false],
  ['the person', 'elicitation/create', NOTHING, false, false],
  ['the person, where it is allowed', 'elicitation/create', granted('elicitation'), true, false],
  ['the person, where only the model is allowed', 'elicitation/create', granted('sampling-unseen'), false, false],
  ['for folders, with none granted', 'roots/list', NOTHING, false, false],
  ['for folders, with some', 'roots/list', FOLDERS, true, false],
  ['whether a client is there', 'ping', NOTHING, true, false],
])('a server that asks %s', (_, method, mayAsk, may, first) => {
  expect([isAllowed(method, mayAsk), isSeenFirst(method, mayAsk)]).toEqual([may, first])
})

const ALL = {
  sampling: { tools: {} },
  elicitation: {},
  roots: {},
  tasks: { list: {}, requests: { sampling: { createMessage: {} }, elicitation: { create: {} } } },
  experimental: { x: 1 },
}

test.each<[string, JsonObject, MayAsk, JsonObject | null]>([
  ['nothing', ALL, NOTHING, { tasks: { list: {}, requests: {} }, experimental: { x: 1 } }],
  [
    'forms',
    ALL,
    granted('elicitation'),
    { elicitation: {}, tasks: { list: {}, requests: { elicitation: { create: {} } } }, experimental: { x: 1 } },
  ],
  ['what its client cannot do', { experimental: {} }, NOTHING, null],
  ['folders', { roots: {}, experimental: {} }, FOLDERS, null],
])('a server that may ask for %s is told of that', (_, capabilities, mayAsk, left) => {
  expect(announced(capabilities, mayAsk)).toEqual(left)
})

const messages = [{ role: 'user', content: { type: 'text', text: 'a' } }]

test.each<[string, JsonObject, JsonObject]>([
  ['with words of its own server', { includeContext: 'thisServer' }, { includeContext: 'none' }],
  ['with an unknown context', { includeContext: 1 }, { includeContext: 'none' }],
  ['for a whole book', { maxTokens: 1e6 }, { maxTokens: bound('sampling-tokens') }],
  ['for no number of words', { maxTokens: 'all' }, { maxTokens: bound('sampling-tokens') }],
  [
    'of the dearest model',
    { modelPreferences: { hints: [{ name: 'x' }], intelligencePriority: 1, costPriority: 0.5 } },
    { modelPreferences: { costPriority: 0.5 } },
  ],
  ['with wishes that are none', { modelPreferences: 'x' }, { modelPreferences: {} }],
])('a question %s is put so', (_, more, changes) => {
  const params = { messages, maxTokens: 10, ...more }
  expect(tamed(params)).toEqual({ ...params, ...changes })
})

test('a question that asks for little is left as it is, also with digits of its own', () => {
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => JsonObject }
  const written: JsonObject = { messages: [], maxTokens: rawJSON('1.0e2'), includeContext: 'none' }
  expect(tamed(written)).toBe(written)
})

test.each<[JsonObject, boolean]>([
  [{ messages }, true],
  [{ messages: [] }, true],
  [{}, false],
  [{ messages: 'Sum up' }, false],
  [{ messages: [{ role: 'system', content: {} }] }, false],
  [{ messages: [{ role: 'user' }] }, false],
  [{ messages: Array.from({ length: bound('sampling-messages') + 1 }, () => messages[0]!) }, false],
])('%o is a question to a model: %s', (params, is) => {
  expect(isSampling(params)).toBe(is)
})

test.each([
  ['file:///srv/notes', true],
  ['file:///srv/notes/', true],
  ['file:///srv/notes/2026', true],
  ['file://localhost/srv/out', true],
  ['file:///srv/notes%20old', false],
  ['file:///srv/notes2', false],
  ['file:///srv', false],
  ['file:///srv/notes/../keys', false],
  ['file:///srv/notes/%2e%2e/keys', false],
  ['file:///srv/notes/%zz', false],
  ['https://host.test/srv/notes', false],
  ['file://host.test/srv/notes', false],
])('of the folders of a client %s is told: %s', (uri, isTold) => {
  expect(rootsFor([{ uri, name: 'n' }], FOLDERS)).toHaveLength(isTold ? 1 : 0)
})

test('what is no folder is not told', () => {
  expect(rootsFor([null, 'x', { uri: 1 }], FOLDERS)).toEqual([])
})
