// Who asks: what a policy knows as `User` in `Group`s.

export type Principal = {
  /** `ISSUER#SUBJECT` where an issuer says so; the name of the system user for the token of this machine. */
  readonly user: string
  readonly groups: readonly string[]
}
