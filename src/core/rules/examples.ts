// Whether rules see what they were made for: each fires on its bad examples and is silent on its good ones.
import { check } from './check.ts'
import { fieldOf } from './field.ts'
import type { Rule } from './rule.ts'
import type { UserRules } from './user/rules.ts'

/** `number` is counted from 1. */
export type FailedExample = {
  readonly rule: string
  readonly kind: 'bad' | 'good'
  readonly number: number
  readonly why: string
}

const ABOUT = { subject: 'example', looked: [], notLooked: [] }

export type Examples<Example = unknown> = { readonly bad: readonly Example[]; readonly good: readonly Example[] }

export const examplesIn = <Subject>({ bad, good }: Pick<Rule<Subject>, 'bad' | 'good'>): Examples<Subject> => ({
  bad: bad(),
  good: good(),
})

/** Our own rules, on their own subjects. */
export function failedExamples<Subject>(rules: readonly Rule<Subject>[]): FailedExample[] {
  return rules.flatMap((rule) => failuresOf(rule.id, examplesIn(rule), (subject) => check(subject, [rule], ABOUT)))
}

/** A person's rules: an example is a text that stands where the rule looks. */
export function failedUserExamples({ rules, table, subject }: UserRules): FailedExample[] {
  return rules.flatMap((rule, index) => {
    const seen = (text: string) => {
      const field = fieldOf({ at: '/example', text, key: '' }, () => null)
      return check(subject([{ field, places: rule.where }]), [table[index]!], ABOUT)
    }
    return failuresOf<string>(rule.id, rule, seen)
  })
}

type Answer = Pick<ReturnType<typeof check>, 'findings' | 'unanswered'>

function failuresOf<Example>(
  rule: string,
  examples: Examples<Example>,
  ask: (example: Example) => Answer,
): FailedExample[] {
  return (['bad', 'good'] as const).flatMap((kind) =>
    examples[kind].flatMap((example, index) => {
      const { findings, unanswered } = ask(example)
      const why = faultOf(kind, findings.length, unanswered.length)
      return why === null ? [] : [{ rule, kind, number: index + 1, why }]
    }),
  )
}

function faultOf(kind: 'bad' | 'good', found: number, unanswered: number): string | null {
  if (unanswered > 0) return 'the rule stopped with an error'
  if (kind === 'bad') return found > 0 ? null : 'it was not seen'
  return found === 0 ? null : 'it was seen, and should not be'
}
