// The rule files of the guide are read and tried, and files that mean harm are refused.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { saying } from '../src/core/rules/catalogue/sample.ts'
import { check } from '../src/core/rules/check.ts'
import { failedUserExamples } from '../src/core/rules/examples.ts'
import { type Loaded, loadRules } from '../src/core/rules/user/files.ts'
import { placedInCatalogue } from '../src/core/rules/user/rules.ts'
import { RULE_FILE } from './samples/rule-file.ts'

const GUIDE = join(import.meta.dirname, '../docs/guides/own-rules.md')
const blocks = [...readFileSync(GUIDE, 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) =>
  yaml!.replace("'LONG'", `'${'long '.repeat(300)}'`),
)

function load(text: string, mayBlock = true): Loaded {
  const loaded = loadRules([{ file: 'guide.yaml', text, isGiven: false }], mayBlock)
  if ('why' in loaded) throw new Error(`line ${loaded.line}: ${loaded.why}`)
  return loaded
}

describe('the guide', () => {
  test('has files', () => expect(blocks.length).toBeGreaterThan(2))

  test.each(blocks)('has a file that is read, whose examples are as they should be: %#', (text) => {
    expect(failedUserExamples(load(text).user)).toEqual([])
  })

  /** A policy decides: the same words, and another answer where it says something else. */
  test.each([
    ['plain words', 'Adds two numbers.', []],
    ['an address', 'Adds. See https://x.example/a', ['description-with-address']],
    ['an address of ours', 'Adds. See https://docs.acme.example/a', []],
    ['markup', '<b>Adds</b>', ['description-with-markup']],
    ['hidden characters', 'Adds\u{200B} two numbers.', ['description-characters']],
    ['many words', 'Adds two numbers. '.repeat(80), ['description-too-long']],
  ])('has a policy for descriptions: %s', (_, description, wanted) => {
    const policy = load(blocks.find((text) => text.includes('description-too-long'))!)
    const { table, subject } = policy.user
    const { findings } = check(subject(placedInCatalogue(saying(description))), table, {
      subject: '',
      looked: [],
      notLooked: [],
    })
    expect([...new Set(findings.map(({ rule, tier }) => `${tier} ${rule}`))]).toEqual(
      wanted.map((rule) => `block ${rule}`),
    )
  })

  test('has a policy that does not block where the settings do not let it', () => {
    expect(() =>
      load(
        blocks.find((text) => text.includes('tier: block'))!,
        false,
      ),
    ).toThrow('may not block')
  })
})

describe('a file that means harm is refused', () => {
  const aliases = `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`
  test.each([
    ['aliases that double thirty times', aliases],
    ['lists in lists', `rules: ${'['.repeat(50_000)}`],
    ['maps in maps', `rules: ${'{a: '.repeat(20_000)}`],
    ['dashes in dashes', '- '.repeat(40_000)],
    ['three thousand keys', Array.from({ length: 3_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['an object of another language', 'rules: !!js/function "() => process.exit()"'],
    ['a merge', `${RULE_FILE}<<: { rules: [] }\n`],
    ['a prototype', `${RULE_FILE}__proto__: { rules: [] }\n`],
    ['patterns that are large together', largePatterns(150)],
  ])('%s', (_, text) => {
    const loaded = loadRules([{ file: 'a.yaml', text, isGiven: false }], false)
    expect(loaded).toMatchObject({
      file: 'a.yaml',
      why: expect.any(String) as string,
      fix: expect.any(String) as string,
    })
  })
})

function largePatterns(count: number): string {
  const patterns = Array.from({ length: count }, (_, i) => `      - pattern: '(?:\\pL{${700 + i}}x\\pN{200})'\n`)
  return RULE_FILE.replace("      - pattern: 'ACME-[0-9]{4}'\n", patterns.join(''))
}
