import { BARE, judged, of } from '../argument/judged.ts'
import { CODE, CUT, OPENS, PAREN, QUOTE } from '../argument/marks.ts'
import { breakoutOf } from '../argument/shell/breakout.ts'
import type { Rule } from '../rule.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

export const shellInjection: Rule<MessageSubject> = {
  id: 'shell-injection',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'An argument would start a command of its own in the command line that a careless server pastes it into',
  fix: 'Look at where this value comes from. A server must pass values as separate words, never inside a command line.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ host: '10.0.0.7; uname -a' }),
    calling({ path: 'report.pdf && cat notes.txt' }),
    calling({ name: '$(uname -a)' }),
    calling({ name: '`uname -a`' }),
    calling({ name: "x'; uname -a #" }),
    calling({ path: 'a.txt%0auname -a' }),
    calling({ id: '| tee /tmp/a' }),
    calling({ id: '() { :;}; /usr/bin/id' }),
  ],
  good: () => [
    calling({ value: 'sort a.txt | uniq --count' }),
    calling({ value: 'red|green|date' }),
    calling({ value: 'cats; dogs' }),
    calling({ value: '| Date | Change |' }),
    calling({ value: '`date` is a column' }),
    calling({ url: 'https://a.example.test/?a=1&date=2' }),
    calling({ value: 'Simon & Garfunkel' }),
    ...HONEST_CALLS,
  ],
  needs: CUT | CODE | OPENS | QUOTE | PAREN,
  check: ({ values }) =>
    judged(
      of(values, BARE, CUT | CODE | OPENS | QUOTE | PAREN),
      (reading, { field }) => breakoutOf(reading, reading !== field.text)?.why ?? null,
    ),
}
