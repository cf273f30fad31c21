import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { type Binding, bindingFault, bindingOf } from './binding.ts'

describe('what each token has to be bound to', () => {
  test.each<['any' | 'bound', 'any' | 'bound' | null, Binding]>([
    ['any', null, 'none'],
    ['any', 'any', 'none'],
    ['any', 'bound', 'certificate'],
    ['bound', null, 'key'],
    ['bound', 'any', 'either'],
    ['bound', 'bound', 'certificate'],
  ])('tokens: %s, and of clients with certificates %j: %s', (tokens, clients, binding) => {
    expect(bindingOf({ tokens }, clients === null ? null : { tokens: clients })).toBe(binding)
  })
})

describe('a token that is bound to', () => {
  const certificate = { 'x5t#S256': 'mine' }
  const key = { jkt: 'own' }

  test.each<[string, Json | undefined, string | null, string | null, Binding, string | null]>([
    ['nothing', undefined, null, null, 'none', null],
    ['nothing, beside a certificate', undefined, 'mine', null, 'none', null],
    ['nothing, with a proof', undefined, null, 'own', 'none', 'proof-unasked'],
    ['nothing, where it has to be to a certificate', undefined, 'mine', null, 'certificate', 'token-unbound'],
    ['nothing, where it has to be to a key', undefined, null, null, 'key', 'token-unbound'],
    ['nothing, where it has to be to anything', undefined, 'mine', 'own', 'either', 'token-unbound'],
    ['the certificate that came', certificate, 'mine', null, 'none', null],
    ['the certificate that came, as it has to be', certificate, 'mine', null, 'certificate', null],
    ['the certificate that came, which is enough', certificate, 'mine', null, 'either', null],
    ['the certificate that came, and not to a key', certificate, 'mine', null, 'key', 'token-unbound'],
    ['the certificate that came, with a proof', certificate, 'mine', 'own', 'none', 'proof-unasked'],
    ['another certificate', certificate, 'yours', null, 'none', 'token-foreign'],
    ['a certificate that did not come', certificate, null, null, 'none', 'token-bound'],
    ['the key of the proof', key, null, 'own', 'none', null],
    ['the key of the proof, as it has to be', key, null, 'own', 'key', null],
    ['the key of the proof, which is enough', key, 'mine', 'own', 'either', null],
    ['the key of the proof, and not to a certificate', key, 'mine', 'own', 'certificate', 'token-unbound'],
    ['a key, without a proof', key, 'mine', null, 'none', 'token-as-bearer'],
    ['a key, without the proof that is demanded', key, null, null, 'key', 'token-as-bearer'],
    ['another key', key, null, 'other', 'none', 'proof-foreign'],
    ['both of what came', { ...certificate, ...key }, 'mine', 'own', 'certificate', null],
    ['both, without a proof', { ...certificate, ...key }, 'mine', null, 'none', 'token-as-bearer'],
    ['both, with another certificate', { ...certificate, ...key }, 'yours', 'own', 'none', 'token-foreign'],
    ['both, without a certificate', { ...certificate, ...key }, null, 'own', 'none', 'token-bound'],
    ['nothing that is known', {}, 'mine', 'own', 'none', 'token-bound'],
    ['something that is not known beside a key', { ...key, kid: 'a' }, null, 'own', 'none', 'token-bound'],
    ['a text', 'own', null, 'own', 'none', 'token-bound'],
    ['null', null, null, null, 'none', 'token-bound'],
    ['a key that is no text', { jkt: ['own'] }, null, 'own', 'none', 'proof-foreign'],
  ])('%s', (_, cnf, shownCertificate, shownKey, binding, why) => {
    expect(bindingFault(cnf, { certificate: shownCertificate, key: shownKey, binding })).toBe(why)
  })
})
