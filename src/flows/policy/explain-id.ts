// What an id stands for: a statement of the set in force, or a line of the log with the statements that decided it.
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { explain, type Explanation } from '../../core/policy/cedar/explain.ts'
import type { Policy } from '../../core/policy/cedar/policy.ts'
import type { EvidencePaths } from '../../io/store/evidence/layout.ts'
import { queryLog } from '../log.ts'
import { openPolicy, type PolicyGiven } from './policy-here.ts'

export type Explained = {
  readonly set: string
  /** Null where it is about a statement alone. */
  readonly event: {
    readonly at: string
    readonly server: string
    readonly method: string
    readonly target: string
    readonly decision: string
    readonly why: string
  } | null
  readonly statements: readonly Explanation[]
}

export async function explainId(id: string, given: PolicyGiven, paths: EvidencePaths): Promise<Explained> {
  const policy = openPolicy(given)
  const seq = /^#?(\d{1,15})$/.exec(id)?.[1]
  if (seq !== undefined) return explainEvent(Number(seq), policy, paths)
  if (policy.statements.every((statement) => statement.id !== id)) {
    throw new Failure('name-unknown', `No statement of ${policy.set} is called ${quote(untrusted(id))}`, {
      fix: 'Its statements are in `sallyport policy show`; a number explains that line of `sallyport log query`.',
    })
  }
  return { set: policy.set, event: null, statements: explanations([id], policy) }
}

const MOST_LINES = 1_000_000

/** Chains of several writers may have a line of this number: the newest is meant. */
async function explainEvent(seq: number, policy: Policy, paths: EvidencePaths): Promise<Explained> {
  const { entries } = await queryLog(paths, { type: 'message', limit: MOST_LINES })
  const line = entries.map((entry) => entry.line).findLast((one) => one.seq === seq)
  if (line?.type !== 'message') {
    throw new Failure('name-unknown', `No message in the log has the number ${seq}`, {
      fix: 'Find it with `sallyport log query --type message`: its number stands at the end of the line.',
    })
  }
  const [at, server, method, target, decision] = [line.at, line.server, line.method, line.target, line.decision].map(
    textOf,
  )
  const ids = idsIn(line.policy?.statements)
  const [why, known] = [
    reasonOf(line.reasons, line.policy, policy),
    policy.statements.filter((one) => ids.includes(one.id)),
  ]
  return {
    set: policy.set,
    event: { at: at!, server: server!, method: method!, target: target!, decision: decision!, why },
    statements:
      line.policy?.digest === policy.digest
        ? explanations(
            known.map((one) => one.id),
            policy,
          )
        : [],
  }
}

const idsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []

/** Anybody may have changed a line. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function reasonOf(
  reasons: unknown,
  by: { readonly set: unknown; readonly digest: unknown } | undefined,
  policy: Policy,
): string {
  const named = idsIn(reasons)
    .map((reason) => quote(untrusted(reason), 60))
    .join(', ')
  if (by === undefined) return `by the fixed checks (${named}); no policy was asked`
  if (by.digest === policy.digest) return `by the policy ${policy.set}, as it is now (${named})`
  return `by another policy than the one that is looked at, ${quote(untrusted(textOf(by.set)))} (${named}); name it with --set`
}

const explanations = (ids: readonly string[], policy: Policy): readonly Explanation[] =>
  policy.statements.filter(({ id }) => ids.includes(id)).map((one) => explain(one))
