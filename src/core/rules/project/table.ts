// What a change to a project is asked. Sorted by id.
import type { RuleCard } from '../../model/rule-card.ts'
import type { Rule } from '../rule.ts'
import { guardRemoved } from './guard-removed.ts'
import { lockSetBack } from './lock-set-back.ts'
import type { LockSubject } from './lock-subject.ts'
import { lockUnproven } from './lock-unproven.ts'
import { lockWidened } from './lock-widened.ts'
import { serverChanged } from './server-changed.ts'
import { serverUnapproved } from './server-unapproved.ts'
import { serverUnpinned } from './server-unpinned.ts'
import type { ProjectSubject } from './subject.ts'

export const PROJECT_RULES: readonly Rule<ProjectSubject>[] = [
  guardRemoved,
  serverChanged,
  serverUnapproved,
  serverUnpinned,
]
export const PROJECT_LOCK_RULES: readonly Rule<LockSubject>[] = [lockSetBack, lockUnproven, lockWidened]
export const PROJECT_CARDS: readonly RuleCard[] = [...PROJECT_RULES, ...PROJECT_LOCK_RULES]
