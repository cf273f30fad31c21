import { describe, expect, test } from 'vitest'
import { changed, RULE_FILE } from '../../../../test/samples/rule-file.ts'
import { bound } from '../../model/bounds.ts'
import { failedUserExamples } from '../examples.ts'
import { loadRules } from './files.ts'

const load = (text: string, mayBlock = false, isGiven = false) =>
  loadRules([{ file: 'a.yaml', text, isGiven }], mayBlock)

test('a file is read whole', () => {
  const loaded = load(RULE_FILE)
  if ('why' in loaded) expect.fail(loaded.why)
  expect(loaded.user.rules).toMatchObject([
    {
      id: 'acme-project-names',
      severity: 'medium',
      confidence: 'high',
      tier: 'review',
      references: ['MCP10'],
      where: ['description', 'result'],
      any: [{ words: 'project falcon' }, { pattern: 'ACME-[0-9]{4}' }],
      all: [],
      none: [{ words: 'released' }],
      file: 'a.yaml',
    },
  ])
  expect(loaded.suppressions).toMatchObject([{ rule: 'instruction-override', item: 'import', until: '2027-03-01' }])
  expect(failedUserExamples(loaded.user)).toEqual([])
})

test('what a rule may leave out', () => {
  const loaded = load(changed('    confidence: high\n', '', changed('    references: [MCP10]\n', '')))
  expect(loaded).toMatchObject({ user: { rules: [{ confidence: 'medium', references: [] }] } })
})

describe('a broken file is refused with line, column, and what was expected', () => {
  const line = (text: string): string => changed('    severity: medium\n', text)
  test.each([
    ['nothing', '', 1, 1, 'the file is empty'],
    ['no YAML', changed("'ACME-[0-9]{4}'", "'ACME-[0-9]{4}"), 11, 32, 'a colon, a quote or a bracket is missing'],
    ['two documents', `${RULE_FILE}---\nrules: []\n`, 21, 1, 'no YAML'],
    ['a key twice', line('    severity: medium\n    severity: high\n'), 4, 5, 'no YAML'],
    ['a key that nobody knows', changed('rules:', 'rulez:'), 1, 1, 'the file knows no "rulez"'],
    ['a key of a rule that nobody knows', changed('    bad:', '    bads:'), 13, 5, 'a rule knows no "bads"'],
    ['a list that is none', 'rules: 1', 1, 8, '`rules` has to be a list'],
    ['a rule that is none', 'rules: [a]', 1, 9, 'a rule has to be a map of id, severity'],
    ['a missing key', line(''), 2, 5, '`severity` is missing'],
    ['a severity that is none', line('    severity: grave\n'), 3, 15, '`severity` cannot be "grave"'],
    [
      'a number for a text',
      changed('A text names a project that is not public', '12'),
      5,
      14,
      '`summary` has to be a text',
    ],
    ['text behind quotes', changed('Ask the owner', '"Ask\\u200b"'), 6, 22, 'does not belong'],
    [
      'hidden characters in quotes',
      changed('Ask the owner of the project.', '"Ask\\u200b"'),
      6,
      10,
      'without hidden characters',
    ],
    ['an id with capitals', changed('acme-project-names', 'Acme'), 2, 9, '`id` has to be small letters'],
    ['the id of a rule of ours', changed('acme-project-names', 'secrecy'), 2, 9, 'another rule is called secrecy'],
    ['a name that reports use', changed('acme-project-names', 'describe'), 2, 9, 'another rule is called describe'],
    ['a reference that is none', changed('[MCP10]', '[MCP99]'), 7, 18, 'a reference has to be an id'],
    ['a place that is none', changed('[description,', '[descriptions,'), 8, 13, 'a place cannot be "descriptions"'],
    ['no place', changed('[description, result]', '[]'), 8, 12, '`where` names no place'],
    [
      'nothing to look for',
      changed("    any:\n      - project falcon\n      - pattern: 'ACME-[0-9]{4}'\n", ''),
      2,
      5,
      'looks for nothing',
    ],
    ['a pattern that is broken', changed('{4}', '{2000}'), 11, 18, 'the pattern is broken: invalid repeat count'],
    ['what RE2 does not have', changed('ACME-', '(?=ACME)'), 11, 18, 'the pattern is broken'],
    ['a pattern that is everywhere', changed('ACME-[0-9]{4}', '(?:ACME)*'), 11, 18, 'found in every text'],
    [
      'a pattern that repeats too much',
      changed('ACME-[0-9]{4}', '[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}'),
      11,
      18,
      'too large',
    ],
    ['words that are everywhere', changed('project falcon', 'a'), 10, 9, 'so few letters'],
    ['words that nobody sees', changed('project falcon', '"\\u200b\\u200b\\u200b"'), 10, 9, 'so few letters'],
    [
      'a condition of both kinds',
      changed("pattern: 'ACME-[0-9]{4}'", '{pattern: abc, words: abc}'),
      11,
      9,
      'either `pattern` or `words`',
    ],
    ['no bad example', changed("    bad: ['See ACME-1234', 'PROJECT  falcon']\n", ''), 2, 5, '`bad` has no example'],
    [
      'an empty list of examples',
      changed("['See ACME', 'ACME-1234 is released']", '[]'),
      14,
      11,
      '`good` has no example',
    ],
    ['an alias', changed('[released]', '*a'), 12, 11, 'an alias stands here'],
    ['a tag', changed('[released]', '!a [released]'), 12, 11, 'no YAML'],
    ['a rule that nobody has', changed('rule: instruction-override', 'rule: gone'), 16, 11, 'no such rule is there'],
    ['a rule that blocks', changed('rule: instruction-override', 'rule: hidden-message'), 16, 11, 'never suppressed'],
    [
      'a rule on how a server is started',
      changed('rule: instruction-override', 'rule: shell-wrapper'),
      16,
      11,
      'never suppressed',
    ],
    ['no reason', changed('    reason: it explains what to ignore\n', ''), 16, 5, '`reason` is missing'],
    ['no end', changed('    until: 2027-03-01\n', ''), 16, 5, '`until` is missing'],
    ['a day that is none', changed('2027-03-01', '2027-02-30'), 20, 12, '`until` has to be a day'],
    [
      'a key of a suppression that nobody knows',
      changed('    item: import', '    tool: import'),
      18,
      5,
      'an entry of `allow` knows no "tool"',
    ],
  ])('%s', (_, text, atLine, column, why) => {
    const fault = load(text)
    expect(fault).toMatchObject({ file: 'a.yaml', line: atLine, column, why: expect.stringContaining(why) as string })
    if ('why' in fault) expect(fault.fix).not.toBe('')
  })
})

test('a tier that blocks needs the consent of the settings', () => {
  const blocks = changed('    severity: medium\n', '    severity: medium\n    tier: block\n')
  expect(load(blocks)).toMatchObject({ line: 4, column: 11, why: 'your own rules may not block' })
  expect(load(blocks, true)).toMatchObject({ user: { rules: [{ tier: 'block' }] } })
})

test('what is named on a command line may not hide anything', () => {
  expect(load(RULE_FILE, false, true)).toMatchObject({ why: expect.stringContaining('rules.d') as string })
})

test('two files cannot have a rule of the same name', () => {
  const file = (name: string) => ({ file: name, text: RULE_FILE, isGiven: false })
  expect(loadRules([file('a.yaml'), file('b.yaml')], false)).toMatchObject({ file: 'b.yaml', line: 2 })
})

test('one rule too many, one example that is too long and a file that is too long are refused', () => {
  const rule = (id: number): string =>
    changed('acme-project-names', `acme-${id}`).split('allow:')[0]!.replace('rules:\n', '')
  const rules = (count: number): string => `rules:\n${Array.from({ length: count }, (_, id) => rule(id)).join('')}`
  const half = bound('user-rules') / 2
  const files = [rules(half), rules(half).replaceAll('acme-', 'other-')].map((text) => ({
    file: 'a.yaml',
    text,
    isGiven: false,
  }))
  expect(loadRules(files, false)).toHaveProperty('user')
  const more = { file: 'b.yaml', text: rules(1).replaceAll('acme-', 'third-'), isGiven: false }
  expect(loadRules([...files, more], false)).toMatchObject({ why: 'with it there are more than 200 rules' })
  expect(load(changed('See ACME-1234', 'x'.repeat(4_001)))).toMatchObject({
    line: 13,
    why: expect.stringContaining('4001') as string,
  })
  expect(load(`${RULE_FILE}#${'x'.repeat(bound('rule-file-chars'))}`)).toMatchObject({
    line: 1,
    why: expect.stringContaining('longer') as string,
  })
})
