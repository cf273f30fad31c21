import { expect, test } from 'vitest'
import { abilitiesOf, mayBeAsked } from './ability.ts'

test.each([
  { declared: {}, method: 'sampling/createMessage', params: {}, may: false },
  { declared: { sampling: {} }, method: 'sampling/createMessage', params: {}, may: true },
  { declared: { sampling: null }, method: 'sampling/createMessage', params: {}, may: false },
  { declared: { sampling: {} }, method: 'sampling/createMessage', params: { tools: [] }, may: false },
  { declared: { sampling: {} }, method: 'sampling/createMessage', params: { toolChoice: {} }, may: false },
  { declared: { sampling: { tools: {} } }, method: 'sampling/createMessage', params: { tools: [] }, may: true },
  { declared: { elicitation: {} }, method: 'elicitation/create', params: {}, may: true },
  { declared: { elicitation: {} }, method: 'elicitation/create', params: { mode: 'url' }, may: false },
  { declared: { elicitation: { url: {} } }, method: 'elicitation/create', params: { mode: 'url' }, may: true },
  { declared: { elicitation: { url: {} } }, method: 'elicitation/create', params: { mode: 'form' }, may: false },
  { declared: { elicitation: { url: {}, form: {} } }, method: 'elicitation/create', params: {}, may: true },
  { declared: { roots: {} }, method: 'roots/list', params: {}, may: true },
  { declared: {}, method: 'roots/list', params: {}, may: false },
  { declared: {}, method: 'tasks/get', params: {}, may: false },
  { declared: { tasks: {} }, method: 'tasks/get', params: {}, may: true },
  { declared: {}, method: 'ping', params: {}, may: undefined },
  { declared: [], method: 'roots/list', params: {}, may: false },
])('$declared may be asked $method $params: $may', ({ declared, method, params, may }) => {
  expect(mayBeAsked(abilitiesOf(declared), method, params)).toBe(may)
})
