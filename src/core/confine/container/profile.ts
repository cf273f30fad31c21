// The engine's own list of system calls for containers, less those that no server of ours may make. The engine allows new
// user namespaces, for example: through them a server reaches parts of the kernel that are closed to it otherwise.
import { DENIED } from '../seccomp/syscalls.data.ts'

type Rule = { readonly names: readonly string[]; readonly action: string; readonly args?: unknown }
const EPERM = 1
const ENOSYS = 38
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (clone(2)). */
const NEW_NAMESPACES = 0x7e02_0000
/** runc finishes a container under this filter; without capabilities these change nothing. */
const KEPT = new Set(['personality', 'mbind', 'set_mempolicy', 'adjtimex', 'clock_adjtime', 'syslog'])

/** Null when it is no profile that we understand. */
export function narrowProfile(profile: unknown): object | null {
  if (typeof profile !== 'object' || profile === null || !('syscalls' in profile)) return null
  const { syscalls, defaultAction } = profile as { syscalls: unknown; defaultAction?: unknown }
  if (defaultAction !== 'SCMP_ACT_ERRNO' || !Array.isArray(syscalls) || !syscalls.every(isRule)) return null
  const denied = [...Object.values(DENIED).flatMap((group) => Object.keys(group)), 'unshare'].filter(
    (name) => !KEPT.has(name),
  )
  const ours = new Set([...denied, 'clone', 'clone3'])
  const rest = syscalls.flatMap((rule) => {
    const names = rule.names.filter((name) => !ours.has(name))
    return names.length === 0 ? [] : [{ ...rule, names }]
  })
  const plainClone = { index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }
  return {
    ...profile,
    syscalls: [
      ...rest,
      { names: denied, action: 'SCMP_ACT_ERRNO', errnoRet: EPERM },
      { names: ['clone'], action: 'SCMP_ACT_ALLOW', args: [plainClone] },
      // Its flags lie in memory, where no filter can look: programs then use clone.
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    ],
  }
}

const isRule = (rule: unknown): rule is Rule =>
  typeof rule === 'object' &&
  rule !== null &&
  'action' in rule &&
  'names' in rule &&
  Array.isArray(rule.names) &&
  rule.names.every((name) => typeof name === 'string')
