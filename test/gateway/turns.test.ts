// One side that says much at once, in a process that serves others too.
import { afterEach, expect, test } from 'vitest'
import { type Guarded, guarded } from './harness.ts'

let open: Guarded | undefined
afterEach(async () => {
  await open?.close()
})

test('while a side is read that has said much at once, everybody else has turns', async () => {
  open = await guarded('ok')
  await open.open()
  const note = {
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId: 'x', reason: 'y'.repeat(200) },
  }
  const { events } = open
  let most = 0
  let isOver = false
  const look = (before: number) => (): void => {
    most = Math.max(most, events.length - before)
    if (!isOver) setImmediate(look(events.length))
  }
  const all = 20_000
  look(events.length)()
  open.write(`${JSON.stringify(note)}\n`.repeat(all))
  await open.request('ping')
  isOver = true
  expect(most).toBeLessThan(all / 4)
})
