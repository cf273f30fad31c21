// Whose signatures make an approval whole on this machine, and what those who signed answer for. Asked anew at every start: a key or a role
// that is taken away takes its approvals with it.
import { approvalBytes, rolesWanted } from '../../core/lock/approvers.ts'
import type { ApproverKey, ApproverRole } from '../../core/model/approver.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Managed } from '../../core/model/managed.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Approver, Pin } from '../../core/model/pin.ts'
import { needsTwo } from '../../core/model/vet-tier.ts'
import { roleGiver, rolesText } from '../../core/report/approvers-text.ts'
import { readManaged } from '../../io/store/managed.ts'
import { isSignedBy, publicKeyOf } from '../../io/store/signing-key.ts'
import { trustedKeys } from '../../io/store/trusted-keys.ts'

export type Approvers = { readonly keys: readonly ApproverKey[]; readonly managed: Managed }

/** Where the administrator names them, nobody else is one. */
export async function approversHere({ config, managed: place }: Paths): Promise<Approvers> {
  const managed = await readManaged(place)
  const trusted = managed.approvers ?? (await trustedKeys(config, 'approvals'))
  return { managed, keys: trusted.map(({ name, key, roles = [] }) => ({ name, key, roles })) }
}

export const approverOf = ({ key }: Pick<Approver, 'key'>, { keys }: Approvers): ApproverKey | undefined =>
  keys.find((one) => one.key === key)

/** Roles that are asked for and that none of those who signed it has; `signatures` are believed. */
export function rolesMissing(pin: Pin, here: Approvers): readonly ApproverRole[] {
  const has = (pin.signatures ?? []).flatMap((one) => approverOf(one, here)?.roles ?? [])
  return rolesWanted(pin, here.managed).filter((role) => !has.includes(role))
}

/** Why a pin that needs two persons has not got them; null where it has, or needs one. */
export async function objectionToApprovers(name: string, pin: Pin, paths: Paths): Promise<Failure | null> {
  if (!needsTwo(pin)) return null
  const [first, second, more] = pin.signatures ?? []
  // What a role is counted of is what was checked here, and nothing beside it.
  if (more !== undefined) return lacks(name, `${name} is signed by more than two`)
  if (first === undefined || second === undefined) return lacks(name, `${name} waits for a second person`)
  const bytes = approvalBytes(name, pin)
  if (!(await isOwn(first, bytes, paths))) return lacks(name, notOwn(name))
  if (isSameKey(first, second)) return lacks(name, `${name} is signed twice by the same key`)
  const here = await approversHere(paths)
  if (approverOf(second, here) === undefined) return lacks(name, notTrusted(name, here))
  if (!holds(second, bytes))
    return lacks(name, `the second signature of ${name} is over something else than what is approved now`)
  const missing = rolesMissing(pin, here)
  return missing.length === 0 ? null : lacksRole(name, missing, here)
}

const lacks = (name: string, why: string): Failure =>
  new Failure('second-missing', why, {
    fix: `A second person signs what \`sallyport second ask ${name} --out FILE\` writes.`,
  })

const notTrusted = (name: string, { managed }: Approvers): string =>
  `the key of the second person who approved ${name} is ${managed.approvers === null ? 'not trusted any more' : 'none that the administrator of this machine names'}`

function lacksRole(name: string, missing: readonly ApproverRole[], { managed }: Approvers): Failure {
  return new Failure('role-missing', `nobody who approved ${name} has ${rolesText(missing)}`, {
    fix: `Who has it says ${roleGiver(missing, managed)}. Where none of them has, somebody who has signs what \`sallyport second ask ${name} --out FILE\` writes.`,
  })
}

export async function isOwn(first: Approver, bytes: Uint8Array, { keys }: Paths): Promise<boolean> {
  const own = await publicKeyOf(keys, 'approval')
  return own !== null && keyBytes(first).equals(own.publicKey) && holds(first, bytes)
}

export const notOwn = (name: string): string =>
  `the first signature of ${name} is not one of this user over what is approved now`

/** Base64 has several spellings of the same key. */
export const keyBytes = ({ key }: Pick<Approver, 'key'>): Buffer => Buffer.from(key, 'base64')
export const isSameKey = (one: Approver, other: Approver): boolean => keyBytes(one).equals(keyBytes(other))

export const holds = (one: Approver, bytes: Uint8Array): boolean =>
  isSignedBy(keyBytes(one), bytes, Buffer.from(one.value, 'base64'))
