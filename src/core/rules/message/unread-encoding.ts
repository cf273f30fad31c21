import { untrusted } from '../../model/untrusted.ts'
import type { Rule } from '../rule.ts'
import { UNREAD } from './clues.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import type { MessageSubject } from './subject.ts'

/** A letter that is written out, the sign of that is written out, and so on: deeper than anything is read. */
const DEEP = `&${'amp;'.repeat(9)}#105;`

export const unreadEncoding: Rule<MessageSubject> = {
  id: 'unread-encoding',
  severity: 'low',
  confidence: 'medium',
  tier: 'review',
  summary: 'A text is encoded too deeply, too often or too large to be read: what it says inside, nobody looked at',
  fix: 'Ask why an answer is packed like that before you let a model unpack it.',
  references: ['MCP06', 'SAFE-T1402', 'CoSAI T4'],
  bad: () => [answering(DEEP), failing(`Not found: ${DEEP}gnore`), reading(`# Notes\n${DEEP}`)],
  good: () => [answering('a &amp;lt; b'), answering('%2525 of all'), calling({ text: DEEP }), ...HONEST_ANSWERS],
  needs: UNREAD,
  *check({ part, fields }) {
    if (part === 'argument') return
    for (const { at, text, isWhole } of fields) {
      if (!isWhole) yield { at, excerpt: untrusted(text.slice(0, 100)) }
    }
  },
}
