// What is asked of what runs on this machine. Sorted by id.
import type { Rule } from '../rule.ts'
import { openListener } from './open-listener.ts'
import type { RunningSubject } from './subject.ts'
import { unguardedProcess } from './unguarded-process.ts'
import { unknownListener } from './unknown-listener.ts'
import { unknownProcess } from './unknown-process.ts'

export const RUNNING_RULES: readonly Rule<RunningSubject>[] = [
  openListener,
  unguardedProcess,
  unknownListener,
  unknownProcess,
]
