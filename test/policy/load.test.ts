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
    [
      'a user who is no client',
      `${ALL}@id("no")\nforbid (principal == User::"ada", action, resource);`,
      2,
      1,
      'a principal is a client',
    ],
    ['a word that no effect has', when('context.effect == "del"'), 2, 1, 'effect is never "del"'],
    ['such a word that is not to be had', when('context.effect != "reads"'), 2, 1, 'effect is never "reads"'],
    ['such a word in a list', when('["delete", "sent"].contains(context.effect)'), 2, 1, 'effect is never "sent"'],
    ['a word that no label has', when('context.labels.contains("privat")'), 2, 1, 'labels is never "privat"'],
    ['one of several', when('context.carries.containsAny(["secret", "from:"])'), 2, 1, 'carries is never "from:"'],
    ['a word behind another condition', when('context.outward && !(context.trust == "one")'), 2, 1, 'trust is never'],
    ['an environment', when('context.environment == "production"'), 2, 1, 'environment is never "production"'],
    ['a network', when('context.network == "remote"'), 2, 1, 'network is never "remote"'],
    ['who vouches', when('context.provenance == "signature"'), 2, 1, 'provenance is never "signature"'],
    ['what is held', when('context.holds.contains("password")'), 2, 1, 'holds is never "password"'],
    ['a pattern that no word has', when('context.effect like "Del*"'), 2, 1, 'effect is never like that'],
    ['an hour', when('context.hour > 25'), 2, 1, 'hour is never 25'],
    ['a weekday', when('context.weekday == 0'), 2, 1, 'weekday is never 0'],
    ['the word of a set', when('["del"].containsAll([context.effect])'), 2, 1, 'effect is never "del"'],
    ['what is unusual', when('context.unusual.contains("size")'), 2, 1, 'unusual is never "size"'],
    [
      'a tool without its server',
      `${ALL}@id("no")\nforbid (principal, action, resource == Tool::"delete_note");`,
      2,
      1,
      'no Tool is ever called "delete_note"',
    ],
    [
      'a client',
      `${ALL}@id("no")\nforbid (principal == Client::"cursor", action, resource);`,
      2,
      1,
      'no Client is ever',
    ],
    ['a server of a condition', when('resource in Server::"notes/list"'), 2, 1, 'no Server is ever'],
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

  const DEEP = BOUNDS['policy-depth'].value
  const WIDE = BOUNDS['policy-parts'].value
  const brackets = (open: string, close: string, levels: number): string =>
    `${open.repeat(levels)}true${close.repeat(levels)}`
  const ifs = (levels: number): string => `${'if true then '.repeat(levels)}true${' else false'.repeat(levels)}`
  // The engine recurses: where its stack overflows, it answers nothing sound to anybody any more.
  test.each([
    ['brackets', when(brackets('(', ')', 3_000)), 'nested deeper'],
    ['one bracket too many', when(brackets('(', ')', DEEP)), 'nested deeper'],
    ['lists', when(`${brackets('[', ']', 3_000)} == []`), 'nested deeper'],
    ['conditions in conditions', when(ifs(3_000)), 'nested deeper'],
    ['a chain', when(`${'true && '.repeat(20_000)}true`), 'operators'],
    ['members of members', when(`context${'.a'.repeat(20_000)}`), 'operators'],
    ['a text that was never closed', when(`${'true && '.repeat(2_000)}"${'\\"'.repeat(100_000)}`), 'operators'],
    ['brackets that were never closed', `${ALL}${'('.repeat(3_000)}`, 'nested deeper'],
  ])('%s before the engine reads them', (_, text, why) => {
    const found = loadPolicy({ set: '', text, digest: '' }, { ...engine, parse: () => expect.unreachable() })
    expect(found).toMatchObject({ line: text.startsWith(`${ALL}((`) ? 2 : 3, why: expect.stringContaining(why) })
  })

  test.each([
    ['brackets', brackets('(', ')', DEEP - 1)],
    ['conditions in conditions', ifs(DEEP - 1)],
    ['a chain', `${'context.hour > 3 && '.repeat(WIDE / 2 - 1)}true`],
    [
      'what only looks like it',
      `"${'('.repeat(3_000)}\\"${'.'.repeat(3_000)}" != context.method // ${'('.repeat(3_000)}\n`,
    ],
    ['a long list', `[${'"a", '.repeat(5_000)}"b"].contains(context.method)`],
  ])('%s up to the bound is read, and the engine is well after', (_, condition) => {
    expect(policyOf(when(condition)).statements).toHaveLength(2)
  })

  test('one statement too many', () => {
    const one = (_: unknown, at: number): string => `@id("s${at}") permit (principal, action, resource);\n`
    const text = Array.from({ length: BOUNDS['policy-statements'].value + 1 }, one).join('')
    expect(loadPolicy({ set: '', text, digest: '' }, engine)).toMatchObject({ why: expect.stringContaining('more') })
  })
})

test.each([
  'context.effect == "delete" || context.effect == "none"',
  'context.labels.containsAll(["private", "from:notes", "mail"])',
  '["attestation", "none"].contains(context.provenance)',
  'context.repository == "anything" && context.method == "any/thing"',
  'context.effect like "del*"',
  'context.arguments.hasTag("/effect") && context.arguments.getTag("/effect") == "del"',
  'resource in Server::"notes" || resource == Tool::"notes/delete_note" || resource == Resource::"notes file:///a b"',
  'principal in User::"ada" && principal in Group::"any" && principal == Client::"http"',
  'context.effect like "*e" && context.environment like "p*d"',
  'context.hour < 24 && context.hour >= 0 && context.weekday != 7 && 8 > context.weekday',
  'context.unusual.contains("arguments-size") && context.holds.contains("card")',
])('%s compares with words that there are', (condition) => {
  expect(policyOf(when(condition)).statements).toHaveLength(2)
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
