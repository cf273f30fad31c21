// AT-42: what one person told a server is told to another (cross-tenant leak).
import type { Attack, Play, Variant } from '../../model/lab.ts'
import type { Visit } from '../../model/lab-visit.ts'

const SENTENCE = 'The offer to Northwind is 4.25 million.'

const play = (...visits: readonly Visit[]): Play => ({
  fixture: 'at-42',
  mode: '',
  from: 'folder',
  grants: {},
  calls: [],
  visits,
  issuer: 'none',
})
const TELLS: Visit = { who: 'ada', honest: true, call: { tool: 'remember', arguments: { sentence: SENTENCE } } }
const asks = (who: string): Visit => ({ who, call: { tool: 'recall', arguments: {} } })

const variant = (id: string, what: string, asked: Visit): Variant => ({
  id,
  what,
  steps: [{ does: 'is told what Ada told the server', stoppedBy: ['tenants'] }],
  twoStep: false,
  harm: { kind: 'said', words: SENTENCE },
  play: play(TELLS, asked),
})

export const tenants: Attack = {
  id: 'AT-42',
  title: 'Leak between people',
  what: 'A server keeps what it is told for all that use it, as caches do, and two people use it.',
  variants: [
    variant('memory', 'by asking the same server', asks('bob')),
    variant('session', 'by asking in the session of Ada', { ...asks('bob'), session: 'stolen' }),
  ],
  control: 'Bob is told what Ada said.',
  twin: {
    what: 'Each of them tells it something, and is told that it was kept.',
    play: play(TELLS, { ...asks('ada'), session: 'stolen', honest: true }),
  },
}
