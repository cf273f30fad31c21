// What a tier asks for and the evidence does not show: each with what makes it. What is missing is never passed.
import { type Finding, isAtLeast, type Unanswered } from '../model/finding.ts'
import { DESCRIBE } from '../model/look.ts'
import { DAY_MS } from '../model/day.ts'
import { type RemoteAsks, TIER_ASKS, type VetTier } from '../model/vet-tier.ts'
import type { RecordPart, SignedRecord } from './record.ts'
import { provenanceFor } from './vouched.ts'

/** Our words, safe to print. */
export type Missing = { readonly what: string; readonly makes: string }

export type Shown = {
  /** Null: there is no record. */
  readonly record: Pick<SignedRecord, 'at' | 'parts' | 'origin' | 'suggests' | 'findings'> | null
  /** What was found beside the record, and rules that the person accepts by name. */
  readonly findings: readonly Finding[]
  readonly accept: readonly string[]
  readonly now: Date
}

const AGAIN = '`sallyport vet TARGET --out FILE`'

export function missingFor(tier: VetTier, { record, findings, accept, now }: Shown): readonly Missing[] {
  if (record === null) {
    return [{ what: 'a record of its vetting', makes: `${AGAIN}, then \`approve --from-vet FILE\`` }]
  }
  const { whole, advisoriesDays, vouched, acceptFrom, recordDays } = TIER_ASKS[tier]
  const { at, parts, origin, suggests } = record
  return [
    ...(isWithin(at, recordDays, now)
      ? []
      : [{ what: `a record of the last ${recordDays} days: this one is of ${at.slice(0, 10)}`, makes: AGAIN }]),
    ...whole.flatMap((name) => notWhole(name, parts)),
    ...(advisoriesDays === null ? [] : notLookedUp(origin, advisoriesDays, now)),
    ...(vouched ? notVouched(origin, suggests) : []),
    ...notAccepted([...record.findings, ...findings], acceptFrom, accept),
  ]
}

/** A server that is reached has no record: what it offers is all that can be judged, and no name of a rule stands in for that. */
export function missingOfRemote(
  { acceptFrom }: RemoteAsks,
  { findings, accept }: Pick<Shown, 'findings' | 'accept'>,
  unanswered: readonly Unanswered[],
): readonly Missing[] {
  // What it offers is asked of it again before any of its tools can be called.
  const open = unanswered.filter(({ rule }) => rule !== DESCRIBE)
  return [
    ...open.map(({ rule }) => ({
      what: `an answer to ${rule}`,
      makes: 'look again; only what it offers can be judged, and all of that is',
    })),
    ...notAccepted(findings, acceptFrom, accept),
  ]
}

const isWithin = (day: string, days: number, now: Date): boolean => {
  const age = now.getTime() - Date.parse(day)
  // A day that is still to come says nothing, but clocks differ a little.
  return age <= days * DAY_MS && age >= -DAY_MS
}

const SAYS = { static: 'its code was read', rehearsal: 'it was played' } as const

function notWhole(name: 'static' | 'rehearsal', parts: readonly RecordPart[]): readonly Missing[] {
  const part = parts.find((one) => one.part === name)
  const makes = name === 'static' ? AGAIN : `${AGAIN}, without \`--no-rehearsal\``
  if (part === undefined) return [{ what: `the record does not say that ${SAYS[name]}`, makes }]
  const short = part.coverage.filter(({ seen, of }) => seen < of)
  const left = [
    ...short.map(({ what, seen, of }) => `${seen} of ${of} ${what}`),
    ...(part.unanswered.length === 0 ? [] : [`${part.unanswered.length} unanswered`]),
  ]
  return left.length === 0 ? [] : [{ what: `not all of it: ${SAYS[name]}, but ${left.join(', ')}`, makes }]
}

/** A folder of this machine is published nowhere: nothing can be known of it by its name. */
function notLookedUp(origin: SignedRecord['origin'], days: number, now: Date): readonly Missing[] {
  if (origin?.vouched === 'none') return []
  const makes = `\`sallyport advisories import SOURCE\`, then ${AGAIN}`
  const day = origin?.advisoriesOf ?? null
  if (day === null) return [{ what: 'it was not looked up in advisories', makes }]
  if (isWithin(day, days, now)) return []
  return [{ what: `advisories of the last ${days} days: those were imported on ${day}`, makes }]
}

function notVouched(origin: SignedRecord['origin'], suggests: SignedRecord['suggests']): readonly Missing[] {
  if (origin?.vouched === 'none') return []
  const isVouched = origin?.vouched === 'holds' && origin.provenance !== null
  if (isVouched && suggests !== null && provenanceFor(suggests.artifact, origin) !== null) return []
  if (isVouched) return [{ what: 'what vouches for it is not for the tree that was played', makes: AGAIN }]
  return [
    {
      what: origin?.vouched === 'fails' ? 'what vouches for its bytes does not hold' : 'nobody vouches for its bytes',
      makes: 'another version, that a build attests or its registry signed by a key that is recorded here',
    },
  ]
}

function notAccepted(
  findings: readonly Finding[],
  from: Finding['severity'],
  accept: readonly string[],
): readonly Missing[] {
  // Of a library a rule may be told milder than of the server: what is accepted is the worst of it.
  const worst = new Map<string, Finding['severity']>()
  for (const { rule, severity } of findings) {
    if (!isAtLeast(severity, from) || accept.includes(rule)) continue
    if (isAtLeast(severity, worst.get(rule) ?? from)) worst.set(rule, severity)
  }
  return [...worst].map(([rule, severity]) => ({
    what: `${rule} found something of severity ${severity}`,
    makes: `read it; if you are sure all the same, \`--accept ${rule}\``,
  }))
}
