// The signature of a policy set, in FILE.sig beside it: of its digest and a serial, by a key of this user that is made when first used.
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import { highestSerial, type Remembered, rememberSerial } from '../file/highest-serial.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { isSignedBy, publicKeyOf, signingKey } from './signing-key.ts'

export const signatureOf = (path: string): string => `${path}.sig`

type Place = Pick<Paths, 'keys' | 'state'>

/** Of the newest signature that was made here: an older set with the signature that it had then is known by it. */
const remembered = (state: string): Remembered => ({
  path: join(state, 'policy-serial.json'),
  what: 'policy set',
  code: 'state-unsafe',
})

/** Signs these very words: what the file holds by then may be something else, and is then unsigned. */
export async function signPolicy({ keys, state }: Place, path: string, source: Source): Promise<void> {
  const { sign } = await signingKey(keys, 'policy')
  await withLock(join(state, 'policy-sign.lock'), async () => {
    const serial = (await highestSerial(remembered(state))) + 1
    // First: a serial that was written and not remembered would be given twice.
    await rememberSerial(remembered(state), serial)
    const value = Buffer.from(sign(signed(source, serial))).toString('base64')
    await replaceFile(signatureOf(path), `${serial} ${value}\n`)
  })
}

/** Throws the Failure that says what is missing. */
export async function confirmSigned({ keys, state }: Place, path: string, source: Source): Promise<void> {
  const bytes = await readBounded(signatureOf(path), {
    maxBytes: bound('policy-signature-bytes'),
    code: 'config-invalid',
  })
  if (bytes === null) throw unsigned(path, 'is not signed')
  const key = await publicKeyOf(keys, 'policy')
  if (key === null) throw unsigned(path, 'has a signature, and there is no key of this user that made it')
  const [, digits, value] = /^([1-9]\d{0,14}) ([A-Za-z0-9+/=]+)\n$/.exec(bytes.toString('latin1')) ?? []
  const serial = Number(digits)
  const isOurs = value !== undefined && isSignedBy(key.publicKey, signed(source, serial), Buffer.from(value, 'base64'))
  if (!isOurs) throw unsigned(path, 'is not what was signed')
  if (serial < (await highestSerial(remembered(state))))
    throw unsigned(path, 'is older than the one that was signed last')
}

/** A digest says nothing of what it is the digest of: nothing else that this key signs begins like this. */
const signed = ({ digest }: Source, serial: number): Uint8Array =>
  new TextEncoder().encode(`sallyport policy 2\n${serial}\n${digest}\n`)

/** It is a whole that is not signed, and so the place is its beginning. */
const unsigned = (path: string, what: string): Failure =>
  new Failure('config-invalid', `${quote(untrusted(path), 400)} line 1, column 1: it ${what}`, {
    fix: 'Read it, then type `sallyport policy sign`.',
  })
