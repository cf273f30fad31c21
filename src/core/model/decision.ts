export type DecisionEffect = 'allow' | 'ask' | 'deny'
/**
 * What enforcement must also do. Obligations only narrow a message: they never widen or rename it. `redact`: what this place
 * holds and its reader should not see is replaced; `sanitize`: what no model should read is taken out of it. `at` is as in the
 * findings.
 */
export type Obligation = { readonly do: 'serve-pinned' } | { readonly do: 'redact' | 'sanitize'; readonly at: string }
/** The answer, and the ids that caused it. */
export type Decision = {
  readonly effect: DecisionEffect
  readonly reasons: readonly string[]
  readonly obligations: readonly Obligation[]
  /** Ids of the policy's statements, where one was asked. */
  readonly statements?: readonly string[]
  /** What the policy, or the budget, says to whoever is refused. */
  readonly why?: string
}
