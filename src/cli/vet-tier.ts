// Whether what was vetted could be approved in a tier, and what is missing for it.
import { readNetGrant } from '../core/egress/grant.ts'
import type { Json } from '../core/model/json.ts'
import { reveal } from '../core/model/untrusted.ts'
import { type Asked, highest, type VetTier } from '../core/model/vet-tier.ts'
import { NO_GRANTS } from '../core/model/grants.ts'
import type { Vetted } from '../core/model/vetting.ts'
import type { Ink } from '../core/report/ink.ts'
import { type Missing, missingFor } from '../core/vet/missing.ts'
import { readRecord, recordJson } from '../core/vet/record.ts'
import { tierByPower } from '../flows/tier.ts'
import type { World } from './world.ts'

export type InTier = Asked & { readonly missing: readonly Missing[] }

/** Null where nobody asks for a tier. */
export async function inTier(vetted: Vetted, named: unknown, { config, now }: World): Promise<InTier | null> {
  const { tier: least } = await config()
  const asked: Asked[] = [
    ...(typeof named === 'string' ? [{ tier: named as VetTier, why: 'you named it' }] : []),
    ...(least === 'off' ? [] : [{ tier: least, why: 'config.yaml asks for it' }]),
  ]
  if (asked.length === 0) return null
  const record = { ...readRecord(recordJson(vetted))!, at: now().toISOString() }
  const tools = Object.entries(record.did?.tools ?? {})
  const effects = Object.fromEntries(tools.map(([tool, effect]) => [tool, { effect, reason: '' }]))
  // As `approve --from-vet` would give them.
  const net = (record.suggests?.net ?? []).map(readNetGrant).flatMap((read) => (read.ok ? [read.grant] : []))
  const env = (record.suggests?.env ?? []).map((name) => ({ name }))
  const by = tierByPower({
    grants: { ...NO_GRANTS, net, env },
    effects,
    catalogue: record.did === null ? 'pending' : {},
  })
  const { tier, why } = highest([...asked, by])!
  return { tier, why, missing: missingFor(tier, { record, findings: [], accept: [], now: now() }) }
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

export const tierJson = (asked: InTier | null): Json =>
  asked === null ? null : (JSON.parse(JSON.stringify(asked)) as Json)
