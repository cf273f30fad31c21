// What the administrator of a machine asks of every approval on it. No user of it can ask for less.
import type { ApproverKey, ApproverRole } from './approver.ts'
import type { VetTier } from './vet-tier.ts'

export type Managed = {
  /** The tier that every approval is in at least; null: the administrator asks for none. */
  readonly tier: VetTier | null
  /** Roles that two persons must have between them, beside those that the tier asks for. */
  readonly roles: readonly ApproverRole[]
  /** Whose signature counts as that of a second person; null: those whose keys the user trusts. */
  readonly approvers: readonly ApproverKey[] | null
}

/** Where it lies, and which user must own it. */
export type ManagedPlace = { readonly file: string; readonly owner: number }
