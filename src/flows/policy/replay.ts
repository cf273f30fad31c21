// What a policy would have decided of what the log holds. What the fixed checks refused is left out: no policy can change it.
import type { Line } from '../../core/evidence/chain.ts'
import type { DecisionEffect } from '../../core/model/decision.ts'
import { isObject } from '../../core/model/json.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import type { Policy } from '../../core/policy/cedar/policy.ts'
import { BASELINE } from '../gateway/habits/usual.ts'
import { askers, type Recorded, subjectIn } from './recorded.ts'

export type Changed = {
  readonly at: string
  readonly seq: number
  readonly server: string
  readonly method: string
  readonly target: string
  readonly was: DecisionEffect
  readonly now: DecisionEffect
  readonly statements: readonly string[]
  readonly why: string
}

export type Replayed = {
  readonly requests: number
  readonly changed: readonly Changed[]
  /** Requests of which the log does not hold what this policy reads. */
  readonly unanswered: number
}

/**
 * Effect classes and environments are those of the approvals as they are now; who asked, and what is known of the conversation, are
 * those of then. `owner`: the user of this machine.
 */
export function replay(
  lines: readonly Line[],
  policy: Policy,
  { pins }: Pick<Lockfile, 'pins'>,
  owner: string,
): Replayed {
  const requests = decidedOnce(lines.filter(isDecidedByPolicy))
  const whoIn = askers(lines, owner)
  const changed: Changed[] = []
  let unanswered = 0
  for (const line of requests) {
    const pin = Object.hasOwn(pins, line.server) ? pins[line.server]! : null
    const subject = subjectIn(line, pin, whoIn(line.session), policy)
    if (subject === null) unanswered += 1
    else {
      const { effect, statements, why } = policy.decide(subject)
      const { at, seq, server, method, target } = line
      const was = wasDecided(line)
      const now = effect === 'allow' && was === 'ask' && isAskedAnyhow(line) ? 'ask' : effect
      if (now !== was) changed.push({ at, seq, server, method, target, was, now, statements, why })
    }
  }
  return { requests: requests.length, changed, unanswered }
}

/** A call that a person was asked about is decided again when they answer: the same bytes of the same run, and no other request. */
function decidedOnce(lines: readonly Recorded[]): readonly Recorded[] {
  const waiting = new Set<string>()
  return lines.filter((line) => {
    const call = `${line.session} ${line.digest}`
    if (waiting.delete(call)) return false
    if (line.decision === 'ask') waiting.add(call)
    return true
  })
}

/** What a person allowed, at the time or before, was an ask to the policy. */
const wasDecided = (line: Recorded): DecisionEffect =>
  line.decision === 'allow' && (hasReason(line, 'person-allowed') || hasReason(line, 'granted')) ? 'ask' : line.decision

const hasReason = ({ reasons }: Recorded, reason: string): boolean => Array.isArray(reasons) && reasons.includes(reason)

/** Whatever the policy says: `baselines: enforce` asks, or the approval does. */
function isAskedAnyhow({ policy }: Recorded): boolean {
  const statements = policy?.statements
  return Array.isArray(statements) && (statements.length === 0 || statements.includes(BASELINE))
}

/** Anybody may have changed a line: what does not look like one of ours is no request. */
function isDecidedByPolicy(line: Line): line is Recorded {
  if (line.type !== 'message' || line.kind !== 'request') return false
  const isWhole = [line.server, line.method, line.target, line.body, line.at].every((text) => typeof text === 'string')
  if (!isWhole || OPENING.has(line.method)) return false
  return line.decision === 'allow' || isObject(line.policy)
}

const OPENING: ReadonlySet<string> = new Set(['initialize', 'server/discover', 'ping'])
