// AT-36: a person who is asked a lot says yes to all of it (consent fatigue).
import type { Attack, Call, Play, Variant } from '../../model/lab.ts'

const HARMLESS = 20
const days = (text: string): readonly Call[] =>
  Array.from({ length: HARMLESS }, (_, i) => ({
    tool: 'save_note',
    arguments: { name: `day-${String(i + 1).padStart(2, '0')}.txt`, text },
  }))
const TEXT = 'Watered the plants.'

const play = (mode: string, calls = days(TEXT)): Play => ({
  fixture: 'at-36',
  mode,
  from: 'folder',
  grants: { write: ['notes'] },
  calls,
  policy: 'strict',
  allows: HARMLESS,
})

const variant = (id: string, what: string): Variant => ({
  id,
  what,
  steps: [{ does: 'has the twenty-first call pass by what was allowed before', stoppedBy: ['policy'] }],
  twoStep: false,
  harm: { kind: 'files', paths: ['notes/todo.txt'] },
  play: play(id),
})

export const fatigue: Attack = {
  id: 'AT-36',
  title: 'Consent fatigue',
  what: 'Twenty harmless questions, each of them allowed for the whole session, and then a call that does something else.',
  variants: [variant('values', 'the same tool with other values'), variant('tool', 'another tool with such values')],
  control: 'The note that lay there before is overwritten.',
  twin: {
    what: 'The same twenty calls, and each of them once more: what was allowed for the session is not asked again.',
    play: play('twin', [...days(TEXT), ...days(TEXT)]),
    questions: HARMLESS,
  },
}
