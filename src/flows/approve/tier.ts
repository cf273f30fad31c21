// In which tier an approval is, and what its evidence lacks for that.
import { reveal } from '../../core/model/untrusted.ts'
import type { Look } from '../../core/model/look.ts'
import type { Artifact } from '../../core/model/artifact.ts'
import { DAY_MS } from '../../core/model/day.ts'
import { type Asked, highest, termsOf, tierAskedBy, type VetTier } from '../../core/model/vet-tier.ts'
import { namesSecret } from '../../core/text/sensitive/named.ts'
import { missingFor, missingOfRemote } from '../../core/vet/missing.ts'
import type { SignedRecord } from '../../core/vet/record.ts'
import type { Objection } from '../outcome.ts'
import { isOfBytes } from './vetted.ts'

const UNTIERED_DAYS = 90

type Asking = {
  /** By the person. */
  readonly named: VetTier | undefined
  /** What config.yaml asks of every approval. */
  readonly least: VetTier | null
  /** What the administrator of this machine asks of every approval. */
  readonly floor: VetTier | null
  readonly before: VetTier | undefined
}

/** Null where nobody asks for one: not the person, not config.yaml, not the administrator, not the approval before. What it can do then asks for more, never less. */
export function tierOf(pin: Parameters<typeof tierAskedBy>[0], { named, least, floor, before }: Asking): Asked | null {
  const asked: Asked[] = [
    ...(floor === null ? [] : [{ tier: floor, why: 'the administrator of this machine asks for it' }]),
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
export function holdsFor(
  before: number | null | undefined,
  asked: Asked | null,
  kind: Artifact['kind'],
): number | null {
  const terms = asked === null ? null : termsOf(asked.tier, kind)
  if (terms === null) return before === undefined ? UNTIERED_DAYS * DAY_MS : before
  const most = terms.holdsDays * DAY_MS
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
  const kind = resolved?.artifact.kind ?? 'command'
  const terms = termsOf(tier, kind)
  if (terms === null) return never(name, asked)
  const findings = reports.flatMap((report) => report.findings)
  const missing =
    kind === 'remote'
      ? [
          ...missingOfRemote(
            terms,
            { findings, accept },
            reports.flatMap(({ unanswered }) => unanswered),
          ),
        ]
      : [...missingFor(tier, { record: record ?? null, findings, accept, now })]
  if (record !== undefined && resolved !== null && !isOfBytes(record, resolved.artifact)) {
    missing.push({ what: 'a record of these very bytes', makes: '`sallyport vet TARGET --out FILE`' })
  }
  const { holdsDays } = terms
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
    next:
      kind === 'remote'
        ? 'Make what is missing, then repeat the command.'
        : 'Make what is missing, then repeat the command with `--from-vet FILE`.',
  }
}

/** Its bytes are elsewhere: nothing that a person does here makes what is missing. */
const never = (name: string, { tier, why }: Asked): Objection => ({
  kind: 'refused',
  why: [
    `${name} is of the tier ${tier} (${why}), and a server that is reached can never be in it: its code can be neither read nor played, and may be another one tomorrow`,
  ],
  next: 'Use one that runs here, or one whose tools ask for less. `sallyport vet` takes the package, where it has one.',
})
