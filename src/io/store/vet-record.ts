// The file of a vetting record: signed with the key for approvals of this user, and believed only with a key that this user made or trusts.
import { join } from 'node:path'
import type { Digest } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure, type FailureCode } from '../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readRecord, recordDigest, signedPart, type SignedRecord } from '../../core/vet/record.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'
import { isSignedBy, publicKeyOf, signedBy } from './signing-key.ts'

/** Throws a Failure, and writes nothing, for one that is too long to be read back. */
export async function writeVetRecord(keys: string, path: string, record: JsonObject, at: string): Promise<void> {
  const { key, value: signature } = await signedBy(keys, signedPart(record, at))
  const whole = {
    schema: 'sallyport/vet-record@1',
    at,
    record,
    key,
    signature,
  }
  const text = `${JSON.stringify(whole, null, 2)}\n`
  const [bytes, most] = [Buffer.byteLength(text), bound('vet-record-bytes')]
  if (bytes > most) {
    const why = `the record of this vetting has ${bytes} bytes, and at most ${most} of one are read`
    throw new Failure('disk-failed', `${why}: ${quote(untrusted(path), 400)} is not written`, {
      fix: 'Vet it without `--out` and read what it says; an approval by a record is not possible for it.',
    })
  }
  await replaceFile(path, text)
}

export const keptVetRecordPath = (state: string, name: string): string => join(state, 'vetted', `${name}.vet.json`)

/** Beside the approval that was given by it, so that another version can be compared with it. */
export async function keepVetRecord(state: string, name: string, path: string): Promise<void> {
  const bytes = await readBounded(path, { maxBytes: bound('vet-record-bytes'), code: 'config-invalid' })
  if (bytes !== null) await replaceFile(keptVetRecordPath(state, name), bytes)
}

/** Null where it was approved by none, or that very record is not here any more: whatever else lies in its place is no record. */
export async function keptVetRecord(
  { keys, state }: Paths,
  name: string,
  digest: Digest | undefined,
): Promise<SignedRecord | null> {
  if (digest === undefined) return null
  try {
    const record = await readVetRecord(keys, keptVetRecordPath(state, name))
    return record.digest === digest ? record : null
  } catch (cause) {
    if (cause instanceof Failure && NO_RECORD.includes(cause.code)) return null
    throw cause
  }
}

const NO_RECORD: readonly FailureCode[] = ['target-unknown', 'config-invalid']

/** Throws the Failure that says what is wrong with it: a record that cannot be believed says nothing. */
export async function readVetRecord(keys: string, path: string): Promise<SignedRecord> {
  const shown = quote(untrusted(path), 400)
  const wrong = (what: string): Failure =>
    new Failure('config-invalid', `${shown} line 1: ${what}`, {
      fix: 'Make it anew with `sallyport vet TARGET --out FILE`.',
    })
  const bytes = await readBounded(path, { maxBytes: bound('vet-record-bytes'), code: 'config-invalid' })
  if (bytes === null) throw new Failure('target-unknown', `there is no file ${shown}`)
  let whole: Json
  try {
    whole = JSON.parse(bytes.toString('utf8')) as Json
  } catch {
    throw wrong('it is no JSON')
  }
  if (!isObject(whole) || whole['schema'] !== 'sallyport/vet-record@1') throw wrong('it is no record of a vetting')
  const { at, record = null, signature } = whole
  const key = await publicKeyOf(keys, 'approval')
  if (key === null) throw wrong('it is signed, and this user has no key that could have made it')
  if (typeof at !== 'string' || typeof signature !== 'string') throw wrong('it is not signed')
  if (!isSignedBy(key.publicKey, signedPart(record, at), Buffer.from(signature, 'base64'))) {
    throw wrong('it is not what was signed, or somebody else signed it')
  }
  const read = readRecord(record)
  if (read === null) throw wrong('it says no verdict')
  return { ...read, at, digest: recordDigest(record, sha256) }
}
