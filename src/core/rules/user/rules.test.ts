import { describe, expect, test } from 'vitest'
import { changed, RULE_FILE } from '../../../../test/samples/rule-file.ts'
import { offering, packed, saying, instructing } from '../catalogue/sample.ts'
import { check } from '../check.ts'
import { failedUserExamples } from '../examples.ts'
import { answering, calling, failing } from '../message/sample.ts'
import { loadRules } from './files.ts'
import { placedInCatalogue, placedInMessage, type Placed, type UserRules } from './rules.ts'

const ABOUT = { subject: 'sample', looked: [], notLooked: [] }

function rulesIn(text: string): UserRules {
  const loaded = loadRules([{ file: 'a.yaml', text, isGiven: false }], false)
  if ('why' in loaded) throw new Error(loaded.why)
  return loaded.user
}

function seen(texts: readonly Placed[], text = RULE_FILE) {
  const { table, subject } = rulesIn(text)
  const { findings, unanswered } = check(subject(texts), table, ABOUT)
  expect(unanswered).toEqual([])
  return findings.map(({ evidence }) => evidence)
}

const said = (text: string): Placed[] => placedInMessage(answering(text))

describe('a rule sees', () => {
  test.each([
    ['a pattern', 'See ACME-1234.', ['ACME-1234']],
    ['each place of a pattern', 'ACME-1234, then ACME-5678', ['ACME-1234', 'ACME-5678']],
    ['words', 'about project falcon', ['project falcon']],
    ['words in any spelling', 'about PRO\u{200B}JECT\n  fаlcon', ['PRO\u{200B}JECT\n  fаlcon']],
    ['no words inside others', 'about project falconry', []],
    ['no pattern in another case', 'see acme-1234', []],
    ['nothing beside what undoes it', 'ACME-1234 was released', []],
    ['nothing', 'ACME', []],
  ])('%s', (_, text, wanted) => {
    expect(seen(said(text)).map(({ span }) => text.slice(...span!))).toEqual(wanted)
  })

  test('what is packed, and says so', () => {
    const text = `See ${packed('about project falcon and more')} there`
    expect(seen(said(text))).toMatchObject([{ at: '/content/0/text', note: 'hidden in base64: "project falcon"' }])
  })

  test('each of `all`', () => {
    const all = changed('any:', 'all:')
    expect(seen(said('project falcon'), all)).toEqual([])
    expect(seen(said('project falcon is ACME-1234'), all)).toHaveLength(2)
  })
})

test.each([
  ['description', placedInCatalogue(saying('ACME-1234'))],
  [
    'schema',
    placedInCatalogue(offering({ name: 'a', inputSchema: { properties: { a: { description: 'ACME-1234' } } } })),
  ],
  ['name', placedInCatalogue(offering({ name: 'ACME-1234' }))],
  ['instructions', placedInCatalogue(instructing('ACME-1234'))],
  ['result', placedInMessage(answering('ACME-1234'))],
  ['error', placedInMessage(failing('ACME-1234'))],
  ['argument', placedInMessage(calling({ text: 'ACME-1234' }))],
] as const)('at %s, where it looks, and nowhere else', (place, texts) => {
  const at = (where: string): string => changed('[description, result]', `[${where}]`)
  const others = ['description', 'schema', 'name', 'instructions', 'result', 'error', 'argument'].filter(
    (one) => one !== place,
  )
  expect(seen(texts, at(place))).toHaveLength(1)
  expect(seen(texts, at(others.join(', ')))).toEqual([])
  expect(seen(texts, at('catalogue, message'))).toHaveLength(1)
})

test('an example that is not as it should be is told', () => {
  const rules = rulesIn(changed("'See ACME-1234'", "'See nothing'", changed("'See ACME',", "'See ACME-9999',")))
  expect(failedUserExamples(rules)).toEqual([
    { rule: 'acme-project-names', kind: 'bad', number: 1, why: 'it was not seen' },
    { rule: 'acme-project-names', kind: 'good', number: 1, why: 'it was seen, and should not be' },
  ])
})
