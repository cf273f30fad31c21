// Joins the fixed checks with the policy: what they refused stays refused, and the policy can only take away.
import type { Decision } from '../model/decision.ts'
import type { Ruling } from './cedar/policy.ts'
import { told } from './told.ts'

/** Several where one message asks for several things; none where it asks for nothing that a policy decides. */
export function narrow(decision: Decision, rulings: readonly Ruling[]): Decision {
  if (decision.effect !== 'allow') return decision
  const [first] = rulings
  // As nearly always: one question, and one answer.
  if (rulings.length === 1 && first!.effect === 'allow') return { ...decision, statements: first!.statements }
  const effect = STRICTEST_FIRST.find((candidate) => rulings.some((ruling) => ruling.effect === candidate)) ?? 'allow'
  const deciding = rulings.filter((ruling) => ruling.effect === effect)
  const statements = [...new Set(deciding.flatMap((ruling) => ruling.statements))]
  if (effect === 'allow') return { ...decision, statements }
  return {
    effect,
    reasons: [...new Set(deciding.map(({ reason }) => reason))],
    obligations: [],
    statements,
    why: told([...new Set(deciding.map(({ why }) => why))], '; '),
  }
}

const STRICTEST_FIRST = ['deny', 'ask', 'allow'] as const
