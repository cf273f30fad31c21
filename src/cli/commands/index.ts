// The table of commands. Help, docs/cli.md and the parser are made from it. Command files hold data; heavy code is
// imported inside `run`, so that `--help` stays fast.
import type { Command } from '../command.ts'
import { command as rules } from './rules.ts'
import { command as run } from './run.ts'
import { command as scan } from './scan.ts'

export const COMMANDS: readonly Command[] = [rules, run, scan]
