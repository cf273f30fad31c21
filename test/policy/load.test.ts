// What is wrong with a set is said when it is loaded, with its place; nothing of it is used.
import { describe, expect, test } from 'vitest'
import { BOUNDS } from '../../src/core/model/bounds.ts'
import { loadPolicy } from '../../src/core/policy/cedar/load.ts'
import { ACTIONS } from '../../src/core/policy/cedar/schema.ts'
import { LEGACY_METHODS } from '../../src/core/protocol/legacy/methods.ts'
import { EXTENSION_METHODS, MODERN_METHODS } from '../../src/core/protocol/modern/methods.ts'
import { engine, policyOf } from './world.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const when = (condition: string): string =>
  `${ALL}@id("no")\nforbid (principal, action, resource) when { ${condition} };`

describe('refused', () => {
  test.each([
    ['no Cedar', `${ALL}forbid (principal action);`, 2, 19, 'unexpected token'],
    ['nothing', '', 1, 1, 'no statement'],
    ['only a comment', '// all of it\n', 1, 1, 'no statement'],
    ['an unknown attribute', when('context.effec == "read"'), 3, 45, 'attribute `effec`'],
    ['a wrong type', when('context.labels == "untrusted"'), 3, 45, 'not compatible'],
    [
      'an unknown action',
      `${ALL}@id("no")\nforbid (principal, action == Action::"tools/cal", resource);`,
      3,
      30,
      'action',
    ],
    ['an unknown kind of thing', `${ALL}@id("no")\nforbid (principal, action, resource is Tol);`, 3, 40, 'Tol'],
    ['a statement that can never hold', when('principal is Tool'), 2, 1, 'impossible'],
    ['a tag that may be missing', when('context.arguments.getTag("/a") == "b"'), 3, 45, 'tag'],
    ['a place behind letters of two bytes', when('"üöä" == "üöä" && context.effec == "x"'), 3, 63, 'attribute `effec`'],
    ['a pointer that is not written out', when('context.arguments.hasTag(context.effect)'), 2, 1, 'JSON pointer'],
    ['a pointer that is none', when('context.arguments.hasTag("path")'), 2, 1, 'JSON pointer'],
    ['no id', `${ALL}\nforbid (principal, action, resource);`, 3, 1, 'no id'],
    ['an id twice', `${ALL}@id("all") forbid (principal, action, resource);`, 2, 1, 'two statements are called all'],
    ['an annotation of another name', `${ALL}@id("no") @aks("?") forbid (principal, action, resource);`, 2, 1, '@aks'],
    [
      'a permit that asks',
      '@id("no") @ask("?") permit (principal, action, resource);',
      1,
      1,
      '@ask stands at a permit',
    ],
    ['a question without words', `${ALL}@id("no") @ask forbid (principal, action, resource);`, 2, 1, 'no words'],
    ['hidden words', `${ALL}@id("no") @ask("a\u{202e}b") forbid (principal, action, resource);`, 2, 1, 'one line'],
    ['a template', `${ALL}@id("no") forbid (principal == ?principal, action, resource);`, 2, 1, 'a template'],
  ])('%s', (_, text, line, column, why) => {
    const found = loadPolicy({ set: 'mine.cedar', text, digest: '' }, engine)
    expect(found).toMatchObject({ set: 'mine.cedar', line, column, why: expect.stringContaining(why) })
    expect(found).toHaveProperty('fix', expect.stringMatching(/[.?]$/))
  })

  test('one character too many', () => {
    const text = ALL.padEnd(BOUNDS['policy-chars'].value + 1, ' ')
    expect(loadPolicy({ set: '', text, digest: '' }, engine)).toMatchObject({ why: expect.stringContaining('longer') })
  })

  test('one statement too many', () => {
    const one = (_: unknown, at: number): string => `@id("s${at}") permit (principal, action, resource);\n`
    const text = Array.from({ length: BOUNDS['policy-statements'].value + 1 }, one).join('')
    expect(loadPolicy({ set: '', text, digest: '' }, engine)).toMatchObject({ why: expect.stringContaining('more') })
  })
})

test('only what a set reads is in its projection', () => {
  const text = when(
    'context.effect == "send" && context.arguments.hasTag("/to") && context.arguments.getTag("/to") like "*@x.test"',
  )
  expect(policyOf(text).projection).toEqual({ attributes: ['arguments', 'effect'], pointers: ['/to'] })
  expect(policyOf(ALL).projection).toEqual({ attributes: [], pointers: [] })
})

test('words of annotations and values are no attributes', () => {
  const text = `@id("all") @why("context.labels") permit (principal, action, resource) when { "context.labels" != "" };`
  expect(policyOf(text).projection.attributes).toEqual([])
})

test('every request that a client or a server may send is an action, but for the opening and ping', () => {
  const tables = [LEGACY_METHODS, MODERN_METHODS, ...Object.values(EXTENSION_METHODS)]
  const requests = tables
    .flatMap((table) => Object.entries(table))
    .filter(([, { kind, early }]) => kind === 'request' && early !== true)
  expect(new Set([...requests.map(([name]) => name), 'extension', 'launch', 'grant'])).toEqual(
    new Set(Object.keys(ACTIONS)),
  )
})
