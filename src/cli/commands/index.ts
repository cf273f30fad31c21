// The table of commands, in the order in which a server meets them. Help, docs/cli.md and the parser are made from it.
// Command files hold data; what they do is imported inside `run`, so that `--help` stays fast.
import type { Command } from '../command.ts'
import { command as approve } from './approve.ts'
import { command as diff } from './diff.ts'
import { command as doctor } from './doctor.ts'
import { command as log } from './log.ts'
import { command as quarantine } from './quarantine.ts'
import { command as reject } from './reject.ts'
import { command as release } from './release.ts'
import { command as remove } from './remove.ts'
import { command as rules } from './rules.ts'
import { command as run } from './run.ts'
import { command as scan } from './scan.ts'
import { command as status } from './status.ts'

export const COMMANDS: readonly Command[] = [
  scan,
  approve,
  reject,
  run,
  status,
  diff,
  quarantine,
  release,
  remove,
  log,
  rules,
  doctor,
]
