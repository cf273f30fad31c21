import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approval, deskIn, look, pathsIn } from '../../../test/samples/approval.ts'
import type { Pin } from '../../core/model/pin.ts'
import type { Look } from '../../core/model/look.ts'
import { isLoosened } from '../../core/model/set-effects.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { approve } from '../approve.ts'
import { readEffects } from './set-effects.ts'

describe('on a command line', () => {
  test('each tool gets its class, and its name may hold any sign', () => {
    expect(readEffects(['add=write', 'a=b=pay', 'add=write'])).toEqual({ add: 'write', 'a=b': 'pay' })
  })

  test.each([['add'], ['=read'], ['add='], ['add=harmless'], ['add=READ'], ['add=toString'], ['']])(
    '%j is refused with what was expected',
    (word) => {
      expect(() => readEffects([word])).toThrow(
        expect.objectContaining({
          code: 'usage-invalid',
          message: expect.stringContaining('TOOL=CLASS was expected'),
          fix: 'Use one of the classes read, write, delete, execute, send, pay.',
        }),
      )
    },
  )

  test('two classes for one tool are refused', () => {
    expect(() => readEffects(['add=read', 'add=pay'])).toThrow('"add" is set twice')
  })
})

test.each([
  ['read', 'write', false],
  ['read', 'pay', false],
  ['write', 'delete', false],
  ['write', 'read', true],
  ['pay', 'read', true],
  ['execute', 'write', true],
  ['delete', 'send', true],
  ['send', 'send', false],
] as const)('%s as %s: loosened %s', (judged, set, is) => {
  expect(isLoosened(judged, set)).toBe(is)
})

describe('at an approval', () => {
  let home: string
  let shown: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'set-effects-'))
    shown = ''
  })
  afterEach(() => rm(home, { recursive: true }))

  const approved = async (words: readonly string[], looked: Partial<Look> = {}): Promise<Pin> => {
    shown = ''
    const desk = deskIn(pathsIn(home), (text) => (shown += text))
    const outcome = await approve({ ...look, ...looked }, { ...approval, effects: readEffects(words) }, desk)
    expect(outcome.kind).toBe('done')
    return (await openLock(pathsIn(home)).read()).pins['calc']!
  }
  const tools = look.catalogues!.legacy!.tools
  const described = (name: string): Look['catalogues'] => ({
    legacy: {
      ...look.catalogues!.legacy!,
      tools: tools.map((tool) =>
        tool.name === name ? { ...tool, body: { ...tool.body, description: 'other' } } : tool,
      ),
    },
  })
  const [one = '', other = ''] = tools.map(({ name }) => name)
  const effects: Look['effects'] = {
    [one]: { effect: 'execute', reason: 'runs something' },
    [other]: { effect: 'read', reason: 'only reads' },
  }

  test('what a person sets is pinned beside what was judged, and the card says both', async () => {
    const pin = await approved([`${one}=read`, `${other}=send`], { effects })
    expect(pin.setEffects).toEqual({ [one]: 'read', [other]: 'send' })
    expect(pin.effects).toEqual(effects)
    expect(shown).toMatch(/! read +set by you; our judgement: execute \(runs something\), which is asked about more/)
    expect(shown).toMatch(/ {2}send +set by you; our judgement: read \(only reads\)\n/)
    expect(shown).toContain('1 effect loosened by you')
  })

  test('it holds over an approval while the tool is defined in the same words', async () => {
    await approved([`${one}=read`], { effects })
    expect((await approved([], { effects })).setEffects).toEqual({ [one]: 'read' })
    expect((await approved([], { effects, catalogues: described(other) })).setEffects).toEqual({ [one]: 'read' })
    const pin = await approved([], { effects, catalogues: described(one) })
    expect(pin.setEffects).toBeUndefined()
    expect(shown).toMatch(/effect of tool "[^"]+"\n +- read, set by you\n +\+ execute, as judged\n/)
  })

  test('the newer word counts, and our own judgement takes it back', async () => {
    await approved([`${one}=read`], { effects })
    expect((await approved([`${one}=pay`], { effects })).setEffects).toEqual({ [one]: 'pay' })
    expect((await approved([`${one}=execute`], { effects })).setEffects).toBeUndefined()
  })

  test.each([
    ['a tool that is not there', look.catalogues, 'calc has no tool "nothing"'],
    ['tools that nobody could list', null, 'nobody knows yet whether calc has a tool "nothing"'],
  ])('%s is refused', async (_, catalogues, says) => {
    const given = { ...approval, pendingCatalogue: true, effects: { nothing: 'read' } as const }
    await expect(approve({ ...look, catalogues }, given, deskIn(pathsIn(home)))).rejects.toMatchObject({
      code: 'usage-invalid',
      message: expect.stringContaining(says),
    })
    expect((await openLock(pathsIn(home)).read()).pins).toEqual({})
  })
})
