// The signature of a policy set, in FILE.sig beside it: of its digest, by a key of this user that is made when first used.
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { isSignedBy, publicKeyOf, signingKey } from './signing-key.ts'

export const signatureOf = (path: string): string => `${path}.sig`

/** Signs these very words: what the file holds by then may be something else, and is then unsigned. */
export async function signPolicy(keys: string, path: string, source: Source): Promise<void> {
  const { sign } = await signingKey(keys, 'policy')
  await replaceFile(signatureOf(path), `${Buffer.from(sign(signed(source))).toString('base64')}\n`)
}

/** Throws the Failure that says what is missing. */
export async function confirmSigned(keys: string, path: string, source: Source): Promise<void> {
  const bytes = await readBounded(signatureOf(path), {
    maxBytes: bound('policy-signature-bytes'),
    code: 'config-invalid',
  })
  if (bytes === null) throw unsigned(path, 'is not signed')
  const key = await publicKeyOf(keys, 'policy')
  if (key === null) throw unsigned(path, 'has a signature, and there is no key of this user that made it')
  const signature = Buffer.from(bytes.toString('latin1').trim(), 'base64')
  if (!isSignedBy(key.publicKey, signed(source), signature)) throw unsigned(path, 'is not what was signed')
}

/** A digest says nothing of what it is the digest of: nothing else that this key signs begins like this. */
const signed = ({ digest }: Source): Uint8Array => new TextEncoder().encode(`sallyport policy 1\n${digest}\n`)

/** It is a whole that is not signed, and so the place is its beginning. */
const unsigned = (path: string, what: string): Failure =>
  new Failure('config-invalid', `${quote(untrusted(path), 400)} line 1, column 1: it ${what}`, {
    fix: 'Read it, then type `sallyport policy sign`.',
  })
