// Whether the policy lets power be given, before the person is asked: by an approval, a release, or a grant for a time.
import type { PolicyStamp } from '../../core/evidence/event.ts'
import type { EffectClass } from '../../core/model/catalogue.ts'
import { type Environment, isOutwardPin, type Pin } from '../../core/model/pin.ts'
import { effectIn } from '../../core/model/set-effects.ts'
import { NOTHING_PASSES, provenanceFacts, type Subject, timeFacts } from '../../core/policy/cedar/subject.ts'
import { narrow } from '../../core/policy/narrow.ts'
import { because, explaining } from '../../core/policy/told.ts'
import type { How } from '../../io/ask/consent.ts'
import type { ChangeDesk } from '../change/lock.ts'
import type { Outcome } from '../outcome.ts'
import type { PolicyHere } from './policy-here.ts'

export type PowerDesk = Pick<ChangeDesk, 'openRecorder' | 'now'> & {
  readonly policy: () => Promise<PolicyHere>
  /** How an answer would be given, known before anybody is asked. */
  readonly answers: () => Promise<How>
}

export type PowerAsked = {
  readonly server: string
  readonly environment: Environment
  /** Of each tool that it is about: the policy has to let all of them be given. */
  readonly effects: readonly EffectClass[]
  readonly outward: boolean
  readonly pin: Pick<Pin, 'provenance'>
}

export type MayGrant = {
  /** Null: it may be given. */
  readonly refused: Outcome | null
  readonly policy: PolicyStamp
  /** Why the policy wants a person; empty where it does not ask. */
  readonly asks: string
}

export const powerOf = (server: string, pin: Pin): PowerAsked => ({
  server,
  environment: pin.environment,
  effects: Object.keys(pin.effects).flatMap((tool) => effectIn(pin, tool) ?? []),
  outward: isOutwardPin(pin),
  pin,
})

export async function mayGrant(asked: PowerAsked, what: string, desk: PowerDesk): Promise<MayGrant> {
  const policy = await desk.policy()
  const effects = asked.effects.length === 0 ? (['none'] as const) : [...new Set(asked.effects)].toSorted()
  const rulings = effects.map((effect) => policy.decide(subjectOf(asked, effect, policy.user, desk.now())))
  const { effect, reasons, statements = [], why = '' } = narrow(ALLOWED, rulings)
  const stamp = { ...policy.stamp(), statements }
  const said = because(why, statements)
  if (effect === 'allow') return { refused: null, policy: stamp, asks: '' }
  const next = `See \`${explaining(statements[0])}\`. Nothing was changed.`
  if (effect === 'ask' && (await desk.answers()) === 'typed') return { refused: null, policy: stamp, asks: said }
  const refusal =
    effect === 'ask'
      ? `the policy wants a person to answer this on a terminal, and \`--yes\` is none: ${said}`
      : `the policy forbids it: ${said}`
  const refused = reasons.includes('policy-broken')
    ? ({ kind: 'unanswered', why: [`${what}: the policy could not decide this: ${said}`], next } as const)
    : ({ kind: 'refused', why: [`${what}: ${refusal}`], next } as const)
  await recordRefused(asked.server, refused.why[0], stamp, desk)
  return { refused, policy: stamp, asks: '' }
}

const ALLOWED = { effect: 'allow', reasons: [], obligations: [] } as const

function subjectOf(
  { server, environment, outward, pin }: PowerAsked,
  effect: EffectClass | 'none',
  user: string,
  at: Date,
): Subject {
  const facts: Subject['facts'] = {
    ...NOTHING_PASSES,
    method: () => 'grant',
    effect: () => effect,
    environment: () => environment,
    trust: () => 'pinned',
    ...provenanceFacts(pin),
    outward: () => outward,
    ...timeFacts(() => at),
  }
  return { user, groups: [], client: 'stdio', action: 'grant', server, kind: 'Server', name: server, facts }
}

async function recordRefused(server: string, detail: string, policy: PolicyStamp, desk: PowerDesk): Promise<void> {
  const recorder = await desk.openRecorder()
  try {
    await recorder.durable({ type: 'refused', server, session: '', code: 'policy-refused', detail, policy })
  } finally {
    await recorder.close()
  }
}
