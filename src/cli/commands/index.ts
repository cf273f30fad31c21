// The table of commands. Help, docs/cli.md and the parser are made from it.
// Command files hold data; what they do is imported inside `run`, so that `--help` stays fast.
import type { Command } from '../command.ts'
import { command as advisories } from './advisories.ts'
import { command as approvals } from './approvals.ts'
import { command as approve } from './approve.ts'
import { command as baseline } from './baseline.ts'
import { command as bench } from './bench.ts'
import { command as diff } from './diff.ts'
import { command as discover } from './discover.ts'
import { command as doctor } from './doctor.ts'
import { command as gateway } from './gateway.ts'
import { command as grant } from './grant.ts'
import { command as lab } from './lab.ts'
import { command as log } from './log.ts'
import { command as login } from './login.ts'
import { command as logout } from './logout.ts'
import { command as policy } from './policy.ts'
import { command as protect } from './protect.ts'
import { command as quarantine } from './quarantine.ts'
import { command as reject } from './reject.ts'
import { command as release } from './release.ts'
import { command as remove } from './remove.ts'
import { command as revoke } from './revoke.ts'
import { command as rules } from './rules.ts'
import { command as run } from './run.ts'
import { command as scan } from './scan.ts'
import { command as second } from './second.ts'
import { command as secrets } from './secrets.ts'
import { command as serve } from './serve.ts'
import { command as sessions } from './sessions.ts'
import { command as status } from './status.ts'
import { command as trust } from './trust.ts'
import { command as uninstall } from './uninstall.ts'
import { command as unprotect } from './unprotect.ts'
import { command as vet } from './vet.ts'

/** By what a person wants, and in the order in which that comes up. */
const GROUPS: readonly (readonly [heading: string, commands: readonly Command[]])[] = [
  ['See what is there; nothing is changed', [discover, scan, vet, diff, status]],
  ['Say what may be used', [approve, reject, second, quarantine, release, remove]],
  ['Put it in front of your clients', [protect, unprotect, run, serve, gateway, uninstall]],
  ['While servers are used', [approvals, grant, revoke, sessions, secrets, login, logout]],
  ['Afterwards', [log, baseline]],
  ['What servers are held to', [policy, rules, advisories, trust]],
  ['About this installation', [doctor, lab, bench]],
]

export const COMMANDS: readonly Command[] = GROUPS.flatMap(([heading, commands]) =>
  commands.map((command) => ({ ...command, heading })),
)
