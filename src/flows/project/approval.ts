// How an entry of a project's config stands to the project's own lockfile. Whatever is not surely the approved thing is not approved.
import { approvalBytes } from '../../core/lock/approvers.ts'
import { isQuarantined, pinOf } from '../../core/lock/lockfile.ts'
import { isWaiting, needsTwo } from '../../core/model/vet-tier.ts'
import type { Digest } from '../../core/model/artifact.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { isOver, type Lockfile, type Pin } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Approval } from '../../core/rules/project/subject.ts'
import { holds, keyBytes } from '../approve/approvers.ts'
import { fit, pinnedAs } from '../discover/keys.ts'
import { launchOf, type ProjectLock } from './lock.ts'

export type Asked = {
  readonly entry: LaunchEntry
  readonly unjudged: readonly string[]
  readonly guards: string | null
  readonly lock: ProjectLock
  /** Digests of the words of the command that are files of the project. */
  readonly files: ReadonlyMap<string, Digest>
  readonly now: Date
}

export function approvalOf({ entry, unjudged, guards, lock: proven, files, now }: Asked): Approval {
  const { lock, bytes, approvers } = proven
  if (lock === null)
    return missing(bytes === null ? 'the project has no lockfile' : 'the lockfile of the project proves nothing')
  const { argv, url } = entry
  const name = guards ?? pinnedAs(lock, argv, argv.length === 0 ? url : null)
  const pin = name === undefined ? undefined : pinOf(lock, name)
  if (name === undefined || pin === undefined) return notFound(guards ?? fit(entry.name), guards, lock)
  const shown = quote(untrusted(name))
  if (isQuarantined(lock, name)) return missing(`${shown} is in quarantine`)
  if (isOver(pin, now)) return missing(`the approval of ${shown} ended ${pin.expiresAt}`)
  if (isWaiting(pin)) return missing(`${shown} waits for a second person to sign it`)
  if (needsTwo(pin) && !isByTwo(name, pin, approvers))
    return missing(`${shown} is not signed by two whose keys count here, over what it says now`)
  // What starts through us has its bytes and its variables compared by `run`.
  const more = guards === null ? (otherFile(pin, files) ?? moreGiven(entry, pin)) : null
  const [other] = unjudged
  const how =
    more ??
    (other === undefined ? null : `no approval covers the member ${quote(untrusted(other))} beside what it starts`)
  return how === null ? { kind: 'approved' } : { kind: 'changed', how }
}

/** A lockfile is signed by one person, who could have put there whatever they want the other to have signed. */
function isByTwo(name: string, pin: Pin, approvers: readonly string[]): boolean {
  const signatures = pin.signatures ?? []
  const keys = signatures.map((one) => keyBytes(one).toString('base64'))
  const bytes = approvalBytes(name, pin)
  const isEach = signatures.every((one, at) => approvers.includes(keys[at]!) && holds(one, bytes))
  return isEach && keys.length === 2 && keys[0] !== keys[1]
}

function notFound(name: string, guards: string | null, lock: Lockfile): Approval {
  const pin = pinOf(lock, name)
  if (guards !== null || pin === undefined) return missing(`nobody approved ${quote(untrusted(name))}`)
  return { kind: 'changed', how: `${launchOf(pin)} was approved` }
}

function otherFile({ artifact }: Pin, files: ReadonlyMap<string, Digest>): string | null {
  if (artifact.kind !== 'command') return null
  const approved = new Set(artifact.files.map(({ digest }) => digest))
  const other = [...files].find(([, digest]) => !approved.has(digest))
  return other === undefined ? null : `the file ${quote(untrusted(other[0]))} is not the one that was approved`
}

function moreGiven({ env, headers }: LaunchEntry, { grants }: Pin): string | null {
  const granted = new Map<string, string | undefined>([
    ...grants.env.map(({ name, value }) => [name, value] as const),
    ...grants.secrets.map(({ name }) => [name, undefined] as const),
  ])
  const names = [...granted.keys()].map((name) => name.toLowerCase())
  const variable = Object.entries(env).find(([name, value]) => {
    const fixed = granted.get(name)
    return !granted.has(name) || (fixed !== undefined && fixed !== value)
  })
  if (variable !== undefined) return `the variable ${quote(untrusted(variable[0]))} was not approved so`
  const header = Object.keys(headers).find((name) => !names.includes(name.toLowerCase()))
  return header === undefined ? null : `the header ${quote(untrusted(header))} was not approved`
}

const missing = (why: string): Approval => ({ kind: 'missing', why })
