// What the log holds of a request, as a policy is told it; and what it does not hold, because nobody asked for it then.
import type { Line } from '../../core/evidence/chain.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { FEATURES, type FeatureName } from '../../core/model/feature.ts'
import { isOutwardPin, type Pin } from '../../core/model/pin.ts'
import type { Label } from '../../core/model/session.ts'
import { effectIn } from '../../core/model/set-effects.ts'
import type { Policy } from '../../core/policy/cedar/policy.ts'
import { type Action, ACTIONS } from '../../core/policy/cedar/schema.ts'
import {
  type ClientKind,
  networkOf,
  NOTHING_PASSES,
  provenanceFacts,
  type Subject,
  timeFacts,
} from '../../core/policy/cedar/subject.ts'
import { type Family, PERSONAL_FAMILIES, SECRET_FAMILIES } from '../../core/text/sensitive/sensitive.ts'

export type Recorded = Extract<Line, { type: 'message' }>

/** Who asked in a run, and from where. */
export type Who = { readonly user: string; readonly groups: readonly string[]; readonly client: ClientKind }

/** Whoever's run began in a line that is gone is taken for `owner`, the user of this machine. */
export function askers(lines: readonly Line[], owner: string): (session: string) => Who {
  const known = new Map<string, Who>()
  for (const line of lines) {
    if (line.type !== 'guard-started' || typeof line.session !== 'string') continue
    const user = typeof line.user === 'string' ? line.user : owner
    known.set(line.session, { user, groups: textsIn(line.groups), client: line.network === 'http' ? 'http' : 'stdio' })
  }
  return (session) => known.get(session) ?? { user: owner, groups: [], client: 'stdio' }
}

/** Null: the log does not hold what this policy reads. */
export function subjectIn(line: Recorded, pin: Pin | null, who: Who, policy: Policy): Subject | null {
  const { attributes, pointers } = policy.projection
  const reads: ReadonlySet<string> = new Set(attributes)
  const at = new Date(line.at)
  if (Number.isNaN(at.getTime()) || textsIn(line.policy?.unasked).some((one) => reads.has(one))) return null
  if (pointers.length > 0 && passedIn(line) === undefined) return null
  const { method, target } = line
  const action = (Object.hasOwn(ACTIONS, method) ? method : 'extension') as Action
  const [kind] = ACTIONS[action].on
  const isOnce = line.server.startsWith('once:')
  const server = isOnce ? 'once:' : line.server
  return {
    ...who,
    action,
    server,
    kind,
    name: kind === 'Server' ? server : target,
    facts: {
      ...NOTHING_PASSES,
      arguments: () => passedIn(line) ?? null,
      method: () => method,
      labels: () => textsIn(line.labels) as readonly Label[],
      carries: () => textsIn(line.carries) as readonly Label[],
      holds: () => wordsIn(line.holds, FAMILIES),
      newDestination: () => line.newDestination === true,
      unusual: () => wordsIn(line.unusual, UNUSUAL),
      effect: () => (kind === 'Tool' ? effectOf(target, pin) : 'none'),
      environment: () => pin?.environment ?? 'none',
      trust: () => (isOnce ? 'once' : 'pinned'),
      ...provenanceFacts(pin),
      outward: () => pin !== null && isOutwardPin(pin),
      granted: () => line.grant !== undefined,
      network: () => networkOf(who.client),
      ...timeFacts(() => at),
    },
  }
}

/** Anybody may have changed a line. */
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

const wordsIn = <Word extends string>(value: unknown, words: ReadonlySet<Word>): readonly Word[] =>
  textsIn(value).filter((one): one is Word => (words as ReadonlySet<string>).has(one))

const FAMILIES: ReadonlySet<Family> = new Set<Family>([...SECRET_FAMILIES, ...PERSONAL_FAMILIES])
const UNUSUAL: ReadonlySet<FeatureName> = new Set(FEATURES)

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
