// In which tier an approval is, and what its evidence lacks for that.
import { reveal } from '../core/model/untrusted.ts'
import type { Look } from '../core/model/look.ts'
import { type Asked, DAY_MS, highest, TIER_ASKS, tierAskedBy, type VetTier } from '../core/model/vet-tier.ts'
import { namesSecret } from '../core/text/sensitive/named.ts'
import { missingFor } from '../core/vet/missing.ts'
import type { SignedRecord } from '../core/vet/record.ts'
import type { Objection } from './outcome.ts'
import { isOfBytes } from './vetted.ts'

const UNTIERED_DAYS = 90

type Asking = {
  /** By the person. */
  readonly named: VetTier | undefined
  /** What config.yaml asks of every approval. */
  readonly least: VetTier | null
  readonly before: VetTier | undefined
}

/** Null where nobody asks for one: not the person, not config.yaml, not the approval before. What it can do then asks for more, never less. */
export function tierOf(pin: Parameters<typeof tierAskedBy>[0], { named, least, before }: Asking): Asked | null {
  const asked: Asked[] = [
    ...(named === undefined ? [] : [{ tier: named, why: 'you named it' }]),
    ...(least === null ? [] : [{ tier: least, why: 'config.yaml asks for it' }]),
    ...(named !== undefined || before === undefined ? [] : [{ tier: before, why: 'it was approved so before' }]),
  ]
  return asked.length === 0 ? null : highest([...asked, tierByPower(pin)])
}

/** A secret that comes from the environment of `run` is one all the same, and only its name tells. */
function tierByPower(pin: Parameters<typeof tierAskedBy>[0]): Asked {
  const named = pin.grants.env.some(({ name }) => namesSecret(name))
  const why = 'it is given a variable that is called like a secret'
  return highest([tierAskedBy(pin), ...(named ? [{ tier: 'medium', why } as const] : [])])!
}

/** How long it holds where nobody says so, in milliseconds: as before, and no longer than its tier lets it. */
export function holdsFor(before: number | null | undefined, asked: Asked | null): number | null {
  if (asked === null) return before === undefined ? UNTIERED_DAYS * DAY_MS : before
  const most = TIER_ASKS[asked.tier].holdsDays * DAY_MS
  return before === undefined || before === null ? most : Math.min(before, most)
}

type Judged = {
  readonly asked: Asked | null
  readonly record?: SignedRecord
  readonly accept: readonly string[]
  readonly lastsMs: number | null
}

/** Everything that is missing at once; null when nothing is. */
export function objectionToTier(
  { asked, record, accept, lastsMs }: Judged,
  { name, resolved, reports }: Look,
  now: Date,
): Objection | null {
  if (asked === null) return null
  const { tier, why } = asked
  const findings = reports.flatMap((report) => report.findings)
  const missing = [...missingFor(tier, { record: record ?? null, findings, accept, now })]
  if (record !== undefined && resolved !== null && !isOfBytes(record, resolved.artifact)) {
    missing.push({ what: 'a record of these very bytes', makes: '`sallyport vet TARGET --out FILE`' })
  }
  const { holdsDays } = TIER_ASKS[tier]
  if (lastsMs === null || lastsMs > holdsDays * DAY_MS) {
    missing.push({ what: `an end within ${holdsDays} days`, makes: `\`--expires ${holdsDays}d\`` })
  }
  if (missing.length === 0) return null
  return {
    kind: 'refused',
    why: [
      `${name} is of the tier ${tier} (${why}), and this is missing for it:`,
      ...missing.map(({ what, makes }) => reveal(`${what}; what makes it: ${makes}`)),
    ],
    next: 'Make what is missing, then repeat the command with `--from-vet FILE`.',
  }
}
