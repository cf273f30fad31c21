// Whether what was vetted could be approved in a tier, and what is missing for it.
import { readNetGrant } from '../core/egress/grant.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { Asked, VetTier } from '../core/model/vet-tier.ts'
import { NO_GRANTS } from '../core/model/grants.ts'
import type { Vetted } from '../core/model/vetting.ts'
import type { Ink } from '../core/report/ink.ts'
import { type Missing, missingFor } from '../core/vet/missing.ts'
import { readRecord, recordJson } from '../core/vet/record.ts'
import { tierOf } from '../flows/tier.ts'
import type { World } from './world.ts'

export type InTier = Asked & { readonly missing: readonly Missing[] }

/** Null where nobody asks for a tier. */
export async function inTier(vetted: Vetted, named: unknown, { config, now }: World): Promise<InTier | null> {
  const { tier: least } = await config()
  const record = { ...readRecord(recordJson(vetted))!, at: now().toISOString() }
  const tools = Object.entries(record.did?.tools ?? {})
  const effects = Object.fromEntries(tools.map(([tool, effect]) => [tool, { effect, reason: '' }]))
  // As `approve --from-vet` would give them.
  const net = (record.suggests?.net ?? []).map(readNetGrant).flatMap((read) => (read.ok ? [read.grant] : []))
  const env = (record.suggests?.env ?? []).map((name) => ({ name }))
  const asked = tierOf(
    { grants: { ...NO_GRANTS, net, env }, effects, catalogue: record.did === null ? 'pending' : {} },
    {
      named: typeof named === 'string' ? (named as VetTier) : undefined,
      least: least === 'off' ? null : least,
      before: undefined,
    },
  )
  if (asked === null) return null
  return { ...asked, missing: missingFor(asked.tier, { record, findings: [], accept: [], now: now() }) }
}

export function tierText(asked: InTier | null, ink: Ink): string {
  if (asked === null) return ''
  const { tier, why, missing } = asked
  const lines = missing.map(
    ({ what, makes }) => `    ${ink.bad('missing')} ${reveal(what)}; what makes it: ${reveal(makes)}\n`,
  )
  const says = missing.length === 0 ? 'nothing is missing for it' : `${missing.length} missing`
  return `  ${ink.strong(`tier ${tier}`)} (${why}): ${says}\n${lines.join('')}`
}
