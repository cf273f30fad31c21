import { expect, test } from 'vitest'
import type { EventBody } from '../../../core/evidence/event.ts'
import { bound } from '../../../core/model/bounds.ts'
import { BudgetAlerts } from './budget-alerts.ts'

function alerts(): { readonly told: BudgetAlerts; readonly events: EventBody[]; readonly said: string[] } {
  const events: EventBody[] = []
  const said: string[] = []
  const told = new BudgetAlerts({
    server: 'calc',
    session: 's',
    record: (event) => events.push(event),
    say: (line) => void said.push(line),
  })
  return { told, events, said }
}

test('a cause is told once, and its number at the end with the last call that was refused', () => {
  const { told, events, said } = alerts()
  for (const of of [4, 9, 12]) told.refused('looping', 'tool add', of)
  expect(events).toHaveLength(1)
  expect(said).toEqual([
    'Alert: calc, looping: "tool add" is refused. See `sallyport log query --server calc --decision deny`.',
  ])
  told.close()
  const about = { type: 'alert', server: 'calc', session: 's', kind: 'over-budget', host: '' }
  expect(events[0]).toMatchObject({ ...about, of: 4 })
  const count = {
    type: 'alert-count',
    server: 'calc',
    session: 's',
    of: 1,
    cause: 'looping: "tool add"',
    count: 3,
    last: 12,
  }
  expect(events.slice(1)).toEqual([count])
})

test('what was refused once is not told again', () => {
  const { told, events } = alerts()
  told.refused('looping', 'tool add', 4)
  told.close()
  told.close()
  expect(events).toHaveLength(1)
})

test('reasons and tools are causes of their own, up to a bound', () => {
  const { told, events } = alerts()
  for (const reason of ['looping', 'resting'] as const) told.refused(reason, 'tool add', 1)
  for (let tool = 0; tool < bound('budget-alerts'); tool += 1) told.refused('looping', `tool ${tool}`, 1)
  expect(events).toHaveLength(bound('budget-alerts'))
})

test('the name of a tool is shown as a stranger’s words', () => {
  const { told, said } = alerts()
  told.refused('looping', 'tool a\u001b[31m\nsallyport: all is well', 1)
  expect(said[0]).not.toMatch(/[\u001b\n]/)
})
