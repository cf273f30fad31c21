// The lockfile that a project brings along. Nothing in it counts unless a key of those that were named outside of it signed it.
import { lineOf as lineIn } from '../../core/lock/text.ts'
import { isQuarantined, parseLockfile, pinOf, signedBytes } from '../../core/lock/lockfile.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { LockRemark, LockSubject } from '../../core/rules/project/lock-subject.ts'
import { addressShown, withoutSecrets } from '../../core/text/launch-secret.ts'
import { isSignedBy } from '../../io/store/signing-key.ts'
import { launchKeyOf } from '../discover/keys.ts'
import { widerWords } from './wider.ts'

export const LOCKFILE = 'sallyport.lock'

/** One that may have signed a lockfile; `key`: 32 bytes in base64. */
export type LockKey = { readonly id: string; readonly key: string }

export type ProjectLock = {
  readonly bytes: Buffer | null
  /** What is proven; null where there is nothing, or nothing that counts. */
  readonly lock: Lockfile | null
  /** Whose signatures of single approvals count: 32 bytes in base64. */
  readonly approvers: readonly string[]
  readonly unproven: LockRemark | null
  /** Written by a newer version: nothing can be said of it. */
  readonly isNewer: boolean
  /** Where something of it stands. */
  readonly lineOf: (path: readonly string[]) => number
}

export type LockKeys = {
  /** Of those who may have signed the lockfile. */
  readonly keys: readonly LockKey[]
  /** Of those who may be one of two persons, 32 bytes in base64. */
  readonly approvers: readonly string[]
}

export function proveLock(bytes: Buffer | null, { keys, approvers }: LockKeys): ProjectLock {
  const none = { bytes, lock: null, approvers, unproven: null, isNewer: false, lineOf: () => 1 }
  if (bytes === null) return none
  const parsed = parseLockfile(bytes)
  if (!parsed.ok && parsed.code === 'lock-newer') return { ...none, isNewer: true }
  if (!parsed.ok) return { ...none, unproven: { line: parsed.line, of: LOCKFILE, words: parsed.why } }
  const value = JSON.parse(bytes.toString('utf8')) as Json
  const lineOf = (path: readonly string[]): number => (isObject(value) ? lineIn(value, path) : 1)
  const { lock, signature } = parsed
  const unproven = (words: string): ProjectLock => ({
    ...none,
    lineOf,
    unproven: { line: lineOf(['signature']), of: `key ${signature.key}`, words },
  })
  if (keys.length === 0) return unproven('no key was named that could prove it')
  const key = keys.find(({ id }) => id === signature.key)
  if (key === undefined) return unproven('it is signed by that key, which does not count here')
  const isTheirs = isSignedBy(Buffer.from(key.key, 'base64'), signedBytes(lock), Buffer.from(signature.value, 'base64'))
  return isTheirs ? { ...none, lock, lineOf } : unproven('the signature does not fit: edited, or signed elsewhere')
}

/** `before` is null where no change is looked at. */
export function lockSubject(now: ProjectLock, before: ProjectLock | null): LockSubject {
  const { unproven } = now
  const setBack = before === null ? null : whySetBack(now, before)
  const wider = before?.lock != null && now.lock !== null ? widened(now.lock, before.lock, now.lineOf) : []
  return { place: LOCKFILE, unproven, setBack, wider }
}

function whySetBack({ bytes, lock, lineOf }: ProjectLock, before: ProjectLock): LockRemark | null {
  if (before.bytes !== null && bytes === null)
    return { line: 1, of: LOCKFILE, words: 'it is gone, and one was there before' }
  if (before.lock === null || lock === null || bytes?.equals(before.bytes!) === true) return null
  const at = { line: lineOf(['serial']), of: `serial ${lock.serial}` }
  if (lock.serial < before.lock.serial) return { ...at, words: `serial ${before.lock.serial} was there before` }
  return lock.serial === before.lock.serial ? { ...at, words: 'another file had that serial before' } : null
}

function widened(now: Lockfile, before: Lockfile, lineOf: ProjectLock['lineOf']): readonly LockRemark[] {
  return Object.entries(now.pins).flatMap(([name, pin]) => {
    const at = { line: lineOf(['pins', name]), of: name }
    const old = pinOf(before, name)
    if (old === undefined)
      return [{ ...at, words: `approved now, by ${quote(untrusted(pin.approver))}, for ${launchOf(pin)}` }]
    const freed = isQuarantined(before, name) && !isQuarantined(now, name) ? ['no longer in quarantine'] : []
    const other = launchKeyOf(pin) === launchKeyOf(old) ? [] : [`starts something else: ${launchOf(pin)}`]
    return [...freed, ...other, ...widerWords(old, pin)].map((words) => ({ ...at, words }))
  })
}

export const launchOf = ({ argv, artifact }: Pin): string =>
  quote(untrusted(artifact.kind === 'remote' ? addressShown(artifact.url) : withoutSecrets(argv).join(' ')), 300)
