// What rules about secrets and people have in common: they ask for the same stretches, of one way that messages go.
import { FORMS } from '../../text/sensitive/find.ts'
import type { Family } from '../../text/sensitive/sensitive.ts'
import { heldBy } from '../held.ts'
import type { Rule } from '../rule.ts'
import { HELD } from './clues.ts'
import type { MessageSubject } from './subject.ts'

/** What a client passes to a server, or what comes from a server toward the model or its person. */
export type Way = 'passed' | 'answered'

type Question = Pick<Rule<MessageSubject>, 'formats' | 'needs' | 'check'>

export const asksFor = (way: Way, families: readonly Family[]): Question => ({
  formats: FORMS,
  needs: HELD,
  check: ({ part, fields }, seek) =>
    (part === 'argument') === (way === 'passed') ? heldBy(fields, families, seek) : [],
})
