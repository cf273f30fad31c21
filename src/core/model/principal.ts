// Who asks: what a policy knows as `User` in `Group`s.

export type Principal = {
  /** `ISSUER#SUBJECT` where an issuer says so; the name of the system user for the token of this machine. */
  readonly user: string
  readonly groups: readonly string[]
  /** Whose machine and policy these are: the holder of the token of this machine. */
  readonly isOwner: boolean
  /** The user of the certificate that a token came with. */
  readonly certificate?: string
  /** The thumbprint of the key that a token is bound to, which was proven to be there. */
  readonly key?: string
}

/** The same exactly where all of it is the same: who lost or won a group, or has another key, is somebody else to a session. */
export const principalKey = ({ user, groups, isOwner, certificate = '', key = '' }: Principal): string =>
  JSON.stringify([user, groups, isOwner, certificate, key])
