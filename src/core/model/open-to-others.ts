// Whether somebody else than its user could put another folder in the place of what lies in this one.

type Owned = { readonly uid: number; readonly gid: number; readonly mode: number }

/** A sticky folder such as /tmp lets nobody rename what is not theirs; a private group has no other members. */
export function isOpenToOthers(
  { uid, gid, mode }: Owned,
  own: { readonly uid: number | undefined; readonly gid: number | undefined },
): boolean {
  if (own.uid === undefined) return false
  if (uid !== 0 && uid !== own.uid) return true
  if ((mode & 0o1000) !== 0) return false
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== own.gid && gid !== 0)
}
