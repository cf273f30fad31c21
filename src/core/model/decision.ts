export type DecisionEffect = 'allow' | 'ask' | 'deny'
/** What enforcement must also do. Obligations only narrow a message: they never widen or rename it. */
export type Obligation = { readonly do: 'serve-pinned' } | { readonly do: 'redact'; readonly at: string }
/** The answer, and the ids that caused it. */
export type Decision = {
  readonly effect: DecisionEffect
  readonly reasons: readonly string[]
  readonly obligations: readonly Obligation[]
}
