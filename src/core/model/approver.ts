// Who approves: what a person answers for, and the key by which they sign.
export const APPROVER_ROLES = ['security', 'data', 'privacy'] as const
export type ApproverRole = (typeof APPROVER_ROLES)[number]

/** Somebody whose signature counts as that of a second person; `key`: the 32 bytes of a public key, in base64. */
export type ApproverKey = { readonly name: string; readonly key: string; readonly roles: readonly ApproverRole[] }
