// Whose word counts: Ed25519 keys that a person has named, each for one purpose. A key for feeds can add findings, one for approvals can
// be that of a second person, and neither can do anything else.
import { createPublicKey } from 'node:crypto'
import { join } from 'node:path'
import { APPROVER_ROLES, type ApproverRole } from '../../core/model/approver.ts'
import { Failure } from '../../core/model/failure.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'

/** Where a file says none, it is feeds. */
const PURPOSES = ['feeds', 'approvals'] as const
export type Purpose = (typeof PURPOSES)[number]

export type TrustedKey = {
  readonly id: string
  readonly name: string
  /** 32 bytes in base64. */ readonly key: string
  readonly addedAt: string
  readonly for?: Purpose
  /** What its owner answers for, where it is for approvals; absent where that is nothing. */
  readonly roles?: readonly ApproverRole[]
}

const MAX_KEY_BYTES = 4_096
const path = (config: string): string => join(config, 'trusted-keys.json')

/** A PEM, or 32 bytes in base64. */
export function readKey(text: string): { readonly id: string; readonly key: string } | null {
  const bytes = text.includes('BEGIN PUBLIC KEY')
    ? fromPem(text)
    : /^[A-Za-z0-9+/]{43}=$/.test(text.trim())
      ? Buffer.from(text.trim(), 'base64')
      : null
  return bytes?.length === 32 ? { id: sha256(bytes).slice(0, 16), key: Buffer.from(bytes).toString('base64') } : null
}

/** What `readKey` finds in a file; null also where there is none. */
export async function keyInFile(file: string): Promise<ReturnType<typeof readKey>> {
  const bytes = await readBounded(file, { maxBytes: MAX_KEY_BYTES, code: 'config-invalid' })
  return readKey(bytes?.toString('latin1') ?? '')
}

function fromPem(text: string): Buffer | null {
  try {
    const key = createPublicKey(text)
    return key.asymmetricKeyType === 'ed25519' ? key.export({ type: 'spki', format: 'der' }).subarray(-32) : null
  } catch {
    return null
  }
}

export async function trustedKeys(config: string, purpose: Purpose): Promise<readonly TrustedKey[]> {
  return (await allTrustedKeys(config)).filter((one) => purposeOf(one) === purpose)
}

export const purposeOf = (key: TrustedKey): Purpose => key.for ?? 'feeds'

const areRoles = (roles: readonly unknown[], purpose: Purpose | undefined): boolean =>
  Array.isArray(roles) &&
  (roles.length === 0 || purpose === 'approvals') &&
  roles.every((role) => APPROVER_ROLES.includes(role as ApproverRole))

export async function allTrustedKeys(config: string): Promise<readonly TrustedKey[]> {
  const bytes = await readBounded(path(config), { code: 'config-invalid' })
  if (bytes === null) return []
  const damaged = (): Failure =>
    new Failure(
      'config-invalid',
      `${quote(untrusted(path(config)), 400)} line 1, column 1: it is not the list of keys that \`trust\` writes`,
      {
        fix: 'Restore it from a backup, or remove it and add the keys again with `sallyport trust add`.',
      },
    )
  try {
    const json = JSON.parse(bytes.toString('utf8')) as Json
    const list = isObject(json) && Array.isArray(json['keys']) ? (json['keys'] as unknown as TrustedKey[]) : null
    const isSound = list?.every(
      ({ id, name, key, addedAt, for: purpose, roles = [] }) =>
        (purpose === undefined || PURPOSES.includes(purpose)) &&
        areRoles(roles, purpose) &&
        [id, name, key, addedAt].every((one) => typeof one === 'string') &&
        readKey(key)?.id === id,
    )
    if (list !== null && isSound === true) return list
  } catch {
    // Said below, together with another form.
  }
  throw damaged()
}

/** From what the list says at this moment: somebody else may have changed it while a person was asked. */
export const changeTrustedKeys = (
  config: string,
  change: (keys: readonly TrustedKey[]) => readonly TrustedKey[],
): Promise<void> =>
  withLock(join(config, 'trusted-keys.lock'), async () => {
    const keys = change(await allTrustedKeys(config))
    await replaceFile(path(config), `${JSON.stringify({ keys }, null, 2)}\n`)
  })
