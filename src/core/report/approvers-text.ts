// How many approve, and what they answer for, in the same words everywhere.
import type { ApproverRole } from '../model/approver.ts'
import type { Managed } from '../model/managed.ts'

export const rolesText = (roles: readonly ApproverRole[]): string =>
  `${roles.length === 1 ? 'the role' : 'the roles'} ${roles.join(' and ')}`

/** Somebody, by a name that is safe to print, and what they answer for. */
export const withRoles = (shown: string, roles: readonly ApproverRole[]): string =>
  roles.length === 0 ? shown : `${shown} (${roles.join(', ')})`

/** `roles`: those that the second person must have. */
export const secondPersonText = (roles: readonly ApproverRole[]): string =>
  roles.length === 0 ? 'a second person' : `a second person who has ${rolesText(roles)}`

export function approversText(approvers: 1 | 2, roles: readonly ApproverRole[]): string {
  if (approvers === 1) return 'one person'
  if (roles.length === 0) return 'two persons'
  return roles.length === 1
    ? `two persons, one of whom has ${rolesText(roles)}`
    : `two persons, who have ${rolesText(roles)} between them`
}

/** By what somebody is said to have roles on this machine. */
export const roleGiver = (roles: readonly ApproverRole[], { approvers }: Managed): string =>
  approvers === null
    ? `\`sallyport trust add KEY --for approvals ${roles.map((role) => `--role ${role}`).join(' ')}\``
    : 'the administrator of this machine'
