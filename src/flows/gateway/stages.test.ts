import { expect, test } from 'vitest'
import { decode } from '../../core/protocol/decode.ts'
import type { Routed } from './route.ts'
import { type Sighting, Stages } from './stages.ts'

const message = (text: string) => {
  const decoded = decode(new TextEncoder().encode(text))
  if (decoded.kind !== 'messages') throw new Error(text)
  return decoded.messages[0]!
}

test('what goes on in another form took the time of the one that came', () => {
  let now = 0
  const seen: Sighting[] = []
  const stages = new Stages(
    'one',
    () => (now += 1),
    (sighting) => seen.push(sighting),
  )
  const came = message('{"jsonrpc":"2.0","method":"a","params":{"b":null}}')
  const other = message('{"jsonrpc":"2.0","method":"a","params":{}}')
  stages.decoded(came, stages.begun())
  stages.mark(came, 'wait')
  stages.becomes(came, other)
  stages.mark(other, 'inspect')
  const routed: Routed = {
    ...{ message: other, direction: 'upstream', method: 'a', target: '' },
    ...{ entry: null, exchange: null, fault: null },
  }
  stages.passed(routed, { effect: 'allow', reasons: [], obligations: [] })
  expect(seen.map(({ timed }) => timed.map(([stage]) => stage))).toEqual([['decode', 'wait', 'inspect']])
})
