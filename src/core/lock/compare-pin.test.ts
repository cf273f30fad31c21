import { expect, test } from 'vitest'
import { catalogue, digest, pin, texts } from '../../../test/samples/lock.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { inkOf } from '../report/ink.ts'
import { driftText } from '../report/drift-text.ts'
import type { DriftKind } from '../model/drift.ts'
import { comparePin, type Found } from './compare-pin.ts'

const found: Found = {
  argv: pin.argv,
  resolved: { artifact: pin.artifact, argv: pin.exec, interpreter: pin.interpreter, roots: pin.roots },
  catalogues: { legacy: catalogue },
  effects: pin.effects,
}
const resolved = (change: object): Found => ({ ...found, resolved: { ...found.resolved!, ...change } })
const compare = (now: Found, from = pin) => comparePin(from, now, (digest) => texts[digest], sha256)

test.each<[string, Found, DriftKind, string]>([
  ['nothing', found, 'none', 'nothing differs'],
  ['the command as configured', { ...found, argv: [...pin.argv, '--evil'] }, 'expanding', '+ "--evil"'],
  ['the command as executed', resolved({ argv: ['/usr/bin/node', '/srv/other.js'] }), 'expanding', '+ "/srv/other.js"'],
  [
    'one argument with a hidden character',
    { ...found, argv: ['npx\u200b', ...pin.argv.slice(1)] },
    'expanding',
    '+ "npx\\u{200b}"',
  ],
  [
    'a file of a dependency',
    resolved({ artifact: { ...pin.artifact, tree: digest('other') } }),
    'expanding',
    `+ files, with all dependencies ${digest('other')}`,
  ],
  [
    'another version of a dependency',
    resolved({ artifact: { ...pin.artifact, lock: digest('other') } }),
    'expanding',
    '+ resolved versions',
  ],
  [
    'the program that runs it',
    resolved({ interpreter: { path: '/usr/bin/node', digest: digest('evil') } }),
    'expanding',
    digest('evil'),
  ],
  [
    'our judgement of a tool',
    { ...found, effects: { add: { effect: 'delete', reason: '' } } },
    'expanding',
    '+ delete',
  ],
  [
    'an era more',
    { ...found, catalogues: { legacy: catalogue, modern: { ...catalogue, era: 'modern' } } },
    'expanding',
    'modern protocol: now spoken',
  ],
  ['an era less', { ...found, catalogues: {} }, 'expanding', 'legacy protocol: no longer spoken'],
  [
    'fewer tools',
    { ...found, catalogues: { legacy: { ...catalogue, tools: catalogue.tools.slice(0, 1) } } },
    'narrowing',
    'legacy tools "sub": removed, narrowing',
  ],
  [
    'icons',
    { ...found, catalogues: { legacy: { ...catalogue, serverInfo: { name: 'calc', version: '1.0.0', icons: [] } } } },
    'cosmetic',
    '/icons',
  ],
  ['no bytes', { ...found, resolved: null }, 'none', 'not compared: its exact bytes'],
  ['no words', { ...found, catalogues: null }, 'none', 'not compared: what it offers'],
])('%s', (_, now, kind, part) => {
  const drift = compare(now)
  expect(drift.kind).toBe(kind)
  expect(drift.unanswered.length > 0).toBe(now.resolved === null || now.catalogues === null)
  expect(driftText('calc', drift, inkOf(false))).toContain(part)
})

test('what a pending pin lists at last is new', () => {
  expect(compare(found, { ...pin, catalogue: 'pending' })).toMatchObject({
    kind: 'expanding',
    eras: [{ era: 'legacy', what: 'added' }],
  })
})

test('a change behind a very long equal start is shown, and what is left out is counted', () => {
  const start = 'a'.repeat(50_000)
  const said = (instructions: string) => ({ legacy: { ...catalogue, instructions } })
  const from = {
    ...pin,
    catalogue: { legacy: { ...(pin.catalogue as { legacy: object }).legacy, instructions: digest(`"${start}old"`) } },
  }
  const drift = comparePin(
    from as typeof pin,
    { ...found, catalogues: said(`${start}new\u202e${'b'.repeat(9000)}`) },
    (of) => (of === digest(`"${start}old"`) ? `"${start}old"` : texts[of]),
    sha256,
  )
  const text = driftText('calc', drift, inkOf(false))
  expect(text).toContain('aaaold"')
  expect(text).toContain('aaanew\\u{202e}bbb')
  expect(text).toMatch(/\(49800 equal characters\).*\(\d+ more characters\)/)
  expect(text.length).toBeLessThan(6000)
})
