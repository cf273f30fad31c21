// Whether somebody else than its user could put another folder in the place of what lies in this one.
import type { Stats } from 'node:fs'

/** A sticky folder such as /tmp lets nobody rename what is not theirs; a private group has no other members. */
export function isOpenToOthers({ uid, gid, mode }: Stats): boolean {
  const [ownUid, ownGid] = [process.geteuid?.(), process.getegid?.()]
  if (ownUid === undefined) return false
  if (uid !== 0 && uid !== ownUid) return true
  if ((mode & 0o1000) !== 0) return false
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== ownGid && gid !== 0)
}
