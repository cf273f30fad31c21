// How config.yaml says that a person is asked, and how much a client may ask.
import { EFFECT_CLASSES, type EffectClass } from '../../core/model/catalogue.ts'
import type { Asking } from '../../flows/approvals/ask.ts'
import { rateIn } from '../../flows/grants/budget.ts'
import type { Rate } from '../../core/model/grants.ts'
import type { Config } from '../world.ts'

export const askingOf = ({
  approvalWait,
  approvalForms,
  stepUp,
  approvalsWebhook: url,
  approvalsWebhookSecret: secret,
}: Pick<
  Config,
  'approvalWait' | 'approvalForms' | 'stepUp' | 'approvalsWebhook' | 'approvalsWebhookSecret'
>): Asking => ({
  webhook: url === 'off' ? null : { url, secret },
  waitMs: approvalWait * 1_000,
  byForm: approvalForms === 'on',
  stepUp: effectsIn(stepUp) ?? [],
})

export const clientRateOf = ({ clientCalls }: Pick<Config, 'clientCalls'>): Rate | null => rateIn(clientCalls)

/** `off`, or effect classes with commas; null: it is neither. */
export function effectsIn(text: unknown): readonly EffectClass[] | null {
  if (text === 'off') return []
  const names = typeof text === 'string' ? text.split(',').map((name) => name.trim()) : []
  const known = EFFECT_CLASSES.filter((name) => names.includes(name))
  return known.length > 0 && known.length === names.length ? known : null
}
