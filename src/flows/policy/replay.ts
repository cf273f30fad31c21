// What a policy would have decided of what the log holds. What the fixed checks refused is left out: no policy can change it.
import type { Line } from '../../core/evidence/chain.ts'
import type { DecisionEffect } from '../../core/model/decision.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { isOutwardPin, type Lockfile, type Pin } from '../../core/model/pin.ts'
import { effectIn } from '../../core/model/set-effects.ts'
import type { Label } from '../../core/model/session.ts'
import type { Policy } from '../../core/policy/cedar/policy.ts'
import { type Action, ACTIONS } from '../../core/policy/cedar/schema.ts'
import { type Family, PERSONAL_FAMILIES, SECRET_FAMILIES } from '../../core/text/sensitive/sensitive.ts'
import { NOTHING_PASSES, provenanceFacts, type Subject, timeFacts } from '../../core/policy/cedar/subject.ts'

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

type Recorded = Extract<Line, { type: 'message' }>

/**
 * Effect classes and environments are those of the approvals as they are now; labels are those of then, where
 * the set of then asked for any; `user` is whoever asks.
 */
export function replay(
  lines: readonly Line[],
  policy: Policy,
  { pins }: Pick<Lockfile, 'pins'>,
  user: string,
): Replayed {
  const requests = lines.filter(isDecidedByPolicy)
  const changed: Changed[] = []
  let unanswered = 0
  for (const line of requests) {
    const pin = Object.hasOwn(pins, line.server) ? pins[line.server]! : null
    const subject = subjectOf(line, pin, user)
    if (subject === null || (policy.projection.pointers.length > 0 && passedIn(line) === undefined)) unanswered += 1
    else {
      const { effect, statements, why } = policy.decide(subject)
      const { at, seq, server, method, target } = line
      const was = wasDecided(line)
      if (effect !== was) changed.push({ at, seq, server, method, target, was, now: effect, statements, why })
    }
  }
  return { requests: requests.length, changed, unanswered }
}

/** What a person allowed, at the time or before, was an ask to the policy. */
const wasDecided = (line: Recorded): DecisionEffect =>
  line.decision === 'allow' && (hasReason(line, 'person-allowed') || hasReason(line, 'granted')) ? 'ask' : line.decision

const hasReason = ({ reasons }: Recorded, reason: string): boolean => Array.isArray(reasons) && reasons.includes(reason)

/** Anybody may have changed a line: what does not look like one of ours is no request. */
function isDecidedByPolicy(line: Line): line is Recorded {
  if (line.type !== 'message' || line.kind !== 'request') return false
  const isWhole = [line.server, line.method, line.target, line.body, line.at].every((text) => typeof text === 'string')
  if (!isWhole || OPENING.has(line.method)) return false
  return line.decision === 'allow' || isObject(line.policy)
}

const OPENING: ReadonlySet<string> = new Set(['initialize', 'server/discover', 'ping'])

function subjectOf(line: Recorded, pin: Pin | null, user: string): Subject | null {
  const { method, target } = line
  const action = (Object.hasOwn(ACTIONS, method) ? method : 'extension') as Action
  const [kind] = ACTIONS[action].on
  const isOnce = line.server.startsWith('once:')
  const server = isOnce ? 'once:' : line.server
  const at = new Date(line.at)
  if (Number.isNaN(at.getTime())) return null
  return {
    user,
    groups: [],
    client: 'stdio',
    action,
    server,
    kind,
    name: kind === 'Server' ? server : target,
    facts: {
      ...NOTHING_PASSES,
      arguments: () => passedIn(line) ?? null,
      method: () => method,
      labels: () => labelsIn(line.labels),
      carries: () => labelsIn(line.carries),
      holds: () => familiesIn(line.holds),
      effect: () => (kind === 'Tool' ? effectOf(target, pin) : 'none'),
      environment: () => pin?.environment ?? 'none',
      trust: () => (isOnce ? 'once' : 'pinned'),
      ...provenanceFacts(pin),
      outward: () => pin !== null && isOutwardPin(pin),
      granted: () => line.grant !== undefined,
      ...timeFacts(() => at),
    },
  }
}

/** Whoever decided it then followed the conversation only where its set asked. */
const labelsIn = (labels: Recorded['labels']): readonly Label[] =>
  Array.isArray(labels) ? labels.filter((label): label is Label => typeof label === 'string') : []

const familiesIn = (holds: Recorded['holds']): readonly Family[] =>
  Array.isArray(holds) ? holds.filter((family): family is Family => FAMILIES.has(family as Family)) : []

const FAMILIES: ReadonlySet<Family> = new Set<Family>([...SECRET_FAMILIES, ...PERSONAL_FAMILIES])

/** A tool that is not approved any more counts as one that could run anything. */
const effectOf = (tool: string, pin: Pin | null): ReturnType<Subject['facts']['effect']> =>
  (pin === null ? null : effectIn(pin, tool)) ?? 'execute'

/** Undefined: the log does not hold all of it. Secrets stand there as placeholders. */
function passedIn({ body, method, cut }: Recorded & Pick<Line, 'cut'>): Json | undefined {
  if (cut?.['body'] !== undefined) return undefined
  try {
    const message = JSON.parse(body) as Json
    if (!isObject(message) || !isObject(message['params'])) return undefined
    return method === 'tools/call' ? (message['params']['arguments'] ?? null) : message['params']
  } catch {
    return undefined
  }
}
