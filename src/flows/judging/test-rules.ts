// Every rule, ours and the person's own, against the examples that it was written with.
import { type Examples, examplesIn, type FailedExample, failedExamples } from '../../core/rules/examples.ts'
import {
  ARGUMENT_RULES,
  CATALOGUE_RULES,
  ENTRY_RULES,
  FILE_RULES,
  LAUNCH_RULES,
  MESSAGE_RULES,
} from '../../core/rules/index.ts'
import { TLS_RULES } from '../../core/rules/remote/table.ts'
import { RUNNING_RULES } from '../../core/rules/running/table.ts'
import { PROJECT_LOCK_RULES, PROJECT_RULES } from '../../core/rules/project/table.ts'
import type { Judging } from './judging.ts'

/** `file` is null for a rule of ours. */
export type Tested = {
  readonly rules: number
  readonly examples: number
  /** Rules of the person's own among them. */
  readonly own: number
  readonly failed: readonly (FailedExample & { readonly file: string | null })[]
}

export async function testRules(judging: Pick<Judging, 'read' | 'failedExamples'>): Promise<Tested> {
  const { rules: own } = await judging.read()
  const ours = [
    ...failedExamples(LAUNCH_RULES),
    ...failedExamples(CATALOGUE_RULES),
    ...failedExamples(MESSAGE_RULES),
    ...failedExamples(ARGUMENT_RULES),
    ...failedExamples(ENTRY_RULES),
    ...failedExamples(FILE_RULES),
    ...failedExamples(TLS_RULES),
    ...failedExamples(RUNNING_RULES),
    ...failedExamples(PROJECT_RULES),
    ...failedExamples(PROJECT_LOCK_RULES),
  ]
  const theirs = own.length === 0 ? [] : await judging.failedExamples()
  const tables = [
    ...[LAUNCH_RULES, CATALOGUE_RULES, MESSAGE_RULES, ARGUMENT_RULES, ENTRY_RULES, FILE_RULES, RUNNING_RULES],
    ...[TLS_RULES, PROJECT_RULES, PROJECT_LOCK_RULES],
  ]
  const all: readonly Examples[] = [...tables.flat().map((rule) => examplesIn<unknown>(rule)), ...own]
  const fileOf = (id: string): string | null => own.find((rule) => rule.id === id)?.file ?? null
  return {
    rules: all.length,
    examples: all.reduce((sum, rule) => sum + rule.bad.length + rule.good.length, 0),
    own: own.length,
    failed: [...ours, ...theirs].map((one) => ({ ...one, file: fileOf(one.rule) })),
  }
}
