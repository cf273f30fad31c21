import { expect, test } from 'vitest'
import { decide, type Facts } from './decide.ts'

const fine: Facts = {
  fault: null,
  asks: 'use',
  catalogue: 'checked',
  item: 'pinned',
  offers: 'nothing',
  content: 'passed',
  misfit: 'none',
  omits: false,
  secrets: [],
  unclean: [],
  asking: 'nothing',
}

test.each<[string, Partial<Facts>, string, string[]]>([
  ['all as approved', {}, 'allow', ['approved']],
  ['a fault beats everything', { fault: 'method-unknown' }, 'deny', ['method-unknown']],
  ['a use before the comparison', { catalogue: 'unchecked' }, 'deny', ['catalogue-unchecked']],
  ['a list before the comparison', { catalogue: 'unchecked', asks: 'list' }, 'deny', ['catalogue-unchecked']],
  ['liveness before the comparison', { catalogue: 'unchecked', asks: 'free', item: 'none' }, 'allow', ['approved']],
  ['a use of a server that speaks otherwise', { catalogue: 'drifted' }, 'deny', ['server-drifted']],
  [
    'a list of a server that speaks otherwise',
    { catalogue: 'drifted', asks: 'list', item: 'none' },
    'allow',
    ['approved'],
  ],
  ['a withheld tool', { item: 'withheld' }, 'deny', ['item-withheld']],
  ['arguments that do not fit', { misfit: 'arguments' }, 'deny', ['arguments-invalid']],
  ['a result that does not fit', { asks: 'free', item: 'none', misfit: 'result' }, 'deny', ['result-invalid']],
  ['a tool nobody approved', { item: 'unknown' }, 'deny', ['item-unknown']],
  ['a tool that is hidden', { item: 'hidden' }, 'deny', ['item-hidden']],
  [
    'a tool that is hidden, before anything that only its schema could tell',
    { item: 'hidden', misfit: 'arguments', content: 'blocked' },
    'deny',
    ['item-hidden', 'content-blocked', 'arguments-invalid'],
  ],
  [
    'a tool nobody approved, before the words of the call',
    { item: 'unknown', content: 'blocked' },
    'deny',
    ['item-unknown', 'content-blocked'],
  ],
  ['two reasons, both named', { item: 'withheld', catalogue: 'drifted' }, 'deny', ['server-drifted', 'item-withheld']],
  ['an offer with other words', { asks: 'free', item: 'none', offers: 'differs' }, 'allow', ['offer-differs']],
])('%s', (_name, facts, effect, reasons) => {
  expect(decide({ ...fine, ...facts })).toMatchObject({ effect, reasons })
})

test('secrets are replaced where they stand, and what is refused needs no such care', () => {
  const secrets = ['/content/0/text', '/structuredContent/token']
  const { effect, reasons, obligations } = decide({ ...fine, asks: 'free', item: 'none', secrets })
  expect([effect, reasons]).toEqual(['allow', ['secrets-replaced', 'approved']])
  expect(obligations).toEqual(secrets.map((at) => ({ do: 'redact', at })))
  expect(decide({ ...fine, content: 'blocked', secrets }).obligations).toEqual([])
})

test('what no model should read is taken out where it stands, beside the secrets', () => {
  const { effect, reasons, obligations } = decide({ ...fine, secrets: ['/a'], unclean: ['/a', '/b'] })
  expect([effect, reasons]).toEqual(['allow', ['secrets-replaced', 'sanitized', 'approved']])
  expect(obligations).toEqual([
    { do: 'redact', at: '/a' },
    { do: 'sanitize', at: '/a' },
    { do: 'sanitize', at: '/b' },
  ])
})

test('what went on without null is allowed with that as a reason, and no less refused', () => {
  expect(decide({ ...fine, omits: true })).toEqual({
    effect: 'allow',
    reasons: ['nulls-omitted', 'approved'],
    obligations: [],
  })
  expect(decide({ ...fine, omits: true, misfit: 'arguments' }).reasons).toEqual(['arguments-invalid'])
})

test('an offer with other words is only allowed with the pinned ones served', () => {
  expect(decide({ ...fine, asks: 'free', offers: 'differs' }).obligations).toEqual([{ do: 'serve-pinned' }])
})
