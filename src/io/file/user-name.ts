import { userInfo } from 'node:os'

/** Who started this process; a user without a name is known by number. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.geteuid?.() ?? 0}`
  }
}
