// A rule that is not asked, because a message holds none of what it needs, would have found nothing: whatever the message is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../src/core/model/json.ts'
import { counted, type Engines } from '../src/core/rules/argument/engines.ts'
import { check } from '../src/core/rules/check.ts'
import { CALL_RULES, findInCall, findInMessage, MESSAGE_RULES } from '../src/core/rules/index.ts'
import { cluesIn } from '../src/core/rules/message/clues.ts'
import { type MessageSubject, messageSubject, type Part } from '../src/core/rules/message/subject.ts'
import { seekBy } from '../src/core/rules/seek.ts'
import { inflate } from '../src/io/file/inflate.ts'
import { loadShell } from '../src/io/engine/shell.ts'
import { loadSql } from '../src/io/engine/sql.ts'

const ABOUT = { subject: 'message', looked: [], notLooked: [] }
const engines: Engines = { sql: await loadSql(), shell: await loadShell() }

type Told = Pick<MessageSubject, 'part' | 'body' | 'tool'>

/** What all rules say, and what those say that are asked. Each time of a message that nobody has looked at. */
function bothOf({ part, body, tool }: Told) {
  const [rules, find] = part === 'argument' ? [CALL_RULES, findInCall] : [MESSAGE_RULES, findInMessage]
  const ask = (cluesOf: (...of: Parameters<typeof cluesIn>) => number | undefined) => {
    const subject = messageSubject(part, body, tool, inflate, () => counted(engines))
    const seek = seekBy(find)
    const { findings, unanswered } = check(subject, rules, ABOUT, find, seek, cluesOf(subject, seek))
    return { findings, unanswered }
  }
  return { all: ask(() => undefined), asked: ask(cluesIn) }
}

const EXAMPLES = CALL_RULES.flatMap(({ id, bad, good }) =>
  [...bad(), ...good()].map((subject, index) => ({ id, index, subject })),
)

describe('rules that are not asked would have found nothing', () => {
  test.each(EXAMPLES)('in example $index of $id', ({ subject }) => {
    const { all, asked } = bothOf(subject)
    expect(asked).toEqual(all)
  })

  test('and among all examples there is something to be found', () => {
    expect(EXAMPLES.filter(({ subject }) => bothOf(subject).asked.findings.length > 0).length).toBeGreaterThan(100)
  })

  const TEXTS = EXAMPLES.flatMap(({ subject }) => subject.fields.map(({ text }) => text))
  const KEYS = [
    ...['sql', 'command', 'script', 'template', 'pattern', 'query', 'text', 'url', 'uri', 'path', 'id', 'password'],
    ...['$where', '__proto__x', 'requestedSchema', 'inputRequests', 'messages', 'task', 'data', 'type'],
  ]
  const piece = fc.oneof(
    fc
      .tuple(fc.constantFrom(...TEXTS), fc.nat(60), fc.nat(60))
      .map(([text, from, size]) => text.slice(from, from + size)),
    fc.constantFrom(...TEXTS),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      ' ',
      '\n',
      ' or 1=1',
      '; ',
      '$(',
      '`',
      '{{',
      '..',
      '%2e',
      '://',
      '<!entity',
      '\u{200B}',
      '\u{E0041}',
      '@',
    ),
  )
  const text = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''))
  const { body } = fc.letrec<{ body: JsonObject; value: JsonObject[string] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      text,
      fc.double({ noNaN: true }),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('body'),
    ),
    body: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), text), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  }))
  const PARTS: readonly Part[] = ['argument', 'result', 'error', 'resource', 'question', 'note']

  test.each(PARTS)('in any %s', (part) => {
    const tools = EXAMPLES.map(({ subject }) => subject.tool)
    fc.assert(
      fc.property(body, fc.constantFrom(...tools), (said, tool) => {
        const { all, asked } = bothOf({ part, body: said, tool })
        expect(asked).toEqual(all)
      }),
      { numRuns: 400 },
    )
  })
})
