import { expect, test } from 'vitest'
import type { EventBody } from '../../core/evidence/event.ts'
import { bound } from '../../core/model/bounds.ts'
import { type Catalogue, EMPTY_CATALOGUE } from '../../core/model/catalogue.ts'
import { ListsTold } from './lists-told.ts'

const offering = (...names: readonly string[]): Catalogue => ({
  ...EMPTY_CATALOGUE,
  tools: names.map((name) => ({ name, body: { name, description: 'Reads' } })),
})
const changed: Catalogue = { ...EMPTY_CATALOGUE, tools: [{ name: 'a', body: { name: 'a', description: 'Writes' } }] }
const NONE: ReadonlySet<string> = new Set()
const ROOTS: ReadonlySet<string> = new Set(['roots'])

type Told = readonly [user: string, server: string, list: Catalogue, abilities?: ReadonlySet<string>]

test.each<[string, readonly Told[], number]>([
  [
    'the same to two',
    [
      ['ada', 's', offering('a')],
      ['bob', 's', offering('a')],
    ],
    0,
  ],
  [
    'the same in another order',
    [
      ['ada', 's', offering('a', 'b')],
      ['bob', 's', offering('b', 'a')],
    ],
    0,
  ],
  [
    'one tool less',
    [
      ['ada', 's', offering('a', 'b')],
      ['bob', 's', offering('a')],
    ],
    1,
  ],
  [
    'other words',
    [
      ['ada', 's', offering('a')],
      ['bob', 's', changed],
    ],
    1,
  ],
  [
    'another list to the same user',
    [
      ['ada', 's', offering('a')],
      ['ada', 's', offering('b')],
    ],
    0,
  ],
  [
    'other lists of two servers',
    [
      ['ada', 's', offering('a')],
      ['bob', 't', offering('b')],
    ],
    0,
  ],
  [
    'by what clients can do',
    [
      ['ada', 's', offering('a'), ROOTS],
      ['bob', 's', offering('b')],
    ],
    0,
  ],
  [
    'the same difference again',
    [
      ['ada', 's', offering('a')],
      ['bob', 's', changed],
      ['bob', 's', changed],
    ],
    1,
  ],
])('%s', (_, lists, alerts) => {
  const events: EventBody[] = []
  const said: string[] = []
  const told = new ListsTold(
    (event) => events.push(event),
    (line) => said.push(line),
  )
  for (const [user, server, list, abilities = NONE] of lists) told.listed(user, server, list, abilities)
  expect([events.length, said.length]).toEqual([alerts, alerts])
  for (const event of events) expect(event).toMatchObject({ type: 'alert', kind: 'list-varies', server: 's' })
})

test('the last difference that is told says that no more are', () => {
  const events: EventBody[] = []
  const said: string[] = []
  const told = new ListsTold(
    (event) => events.push(event),
    (line) => said.push(line),
  )
  told.listed('ada', 's', offering(), NONE)
  for (let at = 0; at < bound('lists-differing') + 5; at += 1) told.listed('bob', 's', offering(`tool ${at}`), NONE)
  expect(said).toHaveLength(bound('lists-differing'))
  expect(said.findIndex((line) => line.endsWith('Further differences are not told.'))).toBe(said.length - 1)
  expect(events.at(-1)).toMatchObject({
    detail: expect.stringMatching(/ Further differences are not told\.$/) as string,
  })
})
