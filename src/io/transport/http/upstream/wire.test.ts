import { expect, test } from 'vitest'
import { Failure } from '../../../../core/model/failure.ts'
import { wayErrorOf } from './wire.ts'

test.each<[string, unknown, string]>([
  ['a server that cannot be dialled', new Failure('server-unreachable', 'x'), 'way-unreachable'],
  ['a certificate that does not hold', new Failure('server-untrusted', 'x'), 'way-untrusted'],
  ['a client that its issuer refuses', new Failure('server-credentials', 'x'), 'way-credentials'],
  ['an issuer that gives no token', new Failure('issuer-unusable', 'x'), 'way-credentials'],
  ['nobody who is logged in', new Failure('login-missing', 'x'), 'way-login'],
  ['an issuer that renews nothing', new Failure('login-refused', 'x'), 'way-login'],
  ['a locked store of secrets', new Failure('secrets-locked', 'x'), 'way-locked'],
  ['a full disk', new Failure('disk-failed', 'x'), 'way-ours'],
  ['a damaged store of secrets', new Failure('secrets-damaged', 'x'), 'way-ours'],
  ['a failure that nobody foresaw', new Failure('usage-invalid', 'x'), 'way-ours'],
  ['what was given up', new DOMException('x', 'AbortError'), 'way-late'],
  ['what had a deadline', new DOMException('x', 'TimeoutError'), 'way-late'],
  ['silence', Object.assign(new Error('x'), { code: 'UND_ERR_BODY_TIMEOUT' }), 'way-late'],
  ['a head that is none', Object.assign(new Error('x'), { code: 'HPE_INVALID_CONSTANT' }), 'way-form'],
  ['a reset', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'way-broken'],
])('%s', (_, cause, fault) => {
  expect(wayErrorOf(cause).fault).toBe(fault)
})
