// How many approve, and what they answer for, in the same words everywhere.
import type { ApproverRole } from '../model/approver.ts'
import type { Managed } from '../model/managed.ts'

export const rolesText = (roles: readonly ApproverRole[]): string =>
  `${roles.length === 1 ? 'the role' : 'the roles'} ${roles.join(' and ')}`

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
