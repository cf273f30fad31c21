import { expect, test } from 'vitest'
import { bound } from '../../../core/model/bounds.ts'
import { decode } from '../../../core/protocol/decode.ts'
import { idKey, type Message } from '../../../core/model/message.ts'
import { Silenced } from './silenced.ts'

function progressOf(progressToken: string): Message {
  const text = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken } })
  const decoded = decode(new TextEncoder().encode(text))
  if (decoded.kind !== 'messages') throw new Error(decoded.kind)
  return decoded.messages[0]!
}
const nobody = (): boolean => false

test('only what was silenced is hidden, until a call has the same token', () => {
  const silenced = new Silenced()
  silenced.add(idKey('a'))
  silenced.add(null)
  expect(['a', 'b'].map((token) => silenced.hides(progressOf(token), nobody))).toEqual([true, false])
  silenced.lift(idKey('a'))
  expect(silenced.hides(progressOf('a'), nobody)).toBe(false)
})

test('past its bound nothing is told but what is waited for', () => {
  const silenced = new Silenced()
  for (let n = 0; n <= bound('silenced-progress'); n += 1) silenced.add(idKey(`t${n}`))
  const hidden = (token: string): boolean => silenced.hides(progressOf(token), (key) => key === idKey('open'))
  expect(['t0', `t${bound('silenced-progress')}`, 'open'].map(hidden)).toEqual([true, true, false])
})

test('what was not remembered stays hidden also when something else is lifted', () => {
  const silenced = new Silenced()
  for (let n = 0; n <= bound('silenced-progress'); n += 1) silenced.add(idKey(`t${n}`))
  silenced.lift(idKey('t0'))
  expect(silenced.hides(progressOf(`t${bound('silenced-progress')}`), nobody)).toBe(true)
})
