// Look, show what it means, ask a person, pin exactly that, record it.
import { canonical, digestJson } from '../core/canon/digest.ts'
import { approvalBytes, rolesWanted } from '../core/lock/approvers.ts'
import { comparePin } from '../core/lock/compare-pin.ts'
import { pinOf } from '../core/lock/lockfile.ts'
import { pinCatalogue, type Texts } from '../core/lock/pin.ts'
import { joinSet, loosenedIn, stillSet } from '../core/model/set-effects.ts'
import { isServerName } from '../core/lock/shape.ts'
import type { Catalogues, Era } from '../core/model/catalogue.ts'
import type { Artifact } from '../core/model/artifact.ts'
import type { PinnedProvenance } from '../core/model/provenance.ts'
import { Failure } from '../core/model/failure.ts'
import type { Finding } from '../core/model/finding.ts'
import { needsTwo, type VetTier } from '../core/model/vet-tier.ts'
import { expansionsOf } from '../core/vet/expansions.ts'
import type { Paths } from '../core/model/paths.ts'
import { type Lockfile, lastsMsOf, type Pin, type PinnedCatalogue } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { driftText, powerDriftText, setDriftText } from '../core/report/drift-text.ts'
import { expansionText } from '../core/report/expansion-text.ts'
import { approvedText } from '../core/report/approved-text.ts'
import { impactCard } from '../core/report/impact-card.ts'
import type { Ink } from '../core/report/ink.ts'
import { powersOf } from '../core/report/powers.ts'
import { untilText } from '../core/report/terms.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import type { Agreed } from '../io/ask/consent.ts'
import { sha256 } from '../io/file/sha256.ts'
import { signedBy } from '../io/store/signing-key.ts'
import { approversHere, type Approvers, rolesMissing } from './approve/approvers.ts'
import { changeLock, type ChangeDesk } from './change/lock.ts'
import { tidied } from './collect.ts'
import { takeStored } from './change/leftovers.ts'
import type { Look } from '../core/model/look.ts'
import { counted } from '../core/text/counted.ts'
import { inSpiteOf, objectionTo, openFindings, type Again } from './approve/objection.ts'
import { type Outcome, UNCHANGED } from './outcome.ts'
import { mayGrant, type PowerDesk, powerOf } from './policy/may-grant.ts'
import { checkEffects, checkHeld } from './approve/set-effects.ts'
import { refuseQuarantined } from './approve/same-code.ts'
import { isOfBytes } from './approve/vetted.ts'
import { withheldFrom } from './approve/withheld.ts'
import { type Approval, settled, type Settled } from './approve/settled.ts'
import { objectionToTier } from './approve/tier.ts'

export type ApproveDesk = ChangeDesk &
  PowerDesk & {
    readonly paths: Paths
    readonly show: (text: string) => void
    readonly ink: Ink
    readonly home: string
    readonly consent: (question: string, expected: string) => Promise<Agreed>
    readonly again: Again
    /** What config.yaml asks of every approval; null: nothing. */
    readonly leastTier: () => Promise<VetTier | null>
  }

export async function approve(look: Look, given: Approval, desk: ApproveDesk): Promise<Outcome> {
  const { name } = look
  checkName(name)
  checkWords(look.entry.argv)
  checkRules(given, look)
  checkEffects(given.effects, name, look.catalogues)
  checkHeld(given.grants, name, look.catalogues)
  const old = pinOf(await desk.lock.read(), name)
  const here = await approversHere(desk.paths)
  const approval = settled(given, look, { old, least: await desk.leastTier(), floor: here.managed.tier })
  const drafted = draft(look, approval, old, desk)
  const withheld = await withheldFrom(look, approval.grants)
  const card = cardOf(look, approval, { drafted, old: old ?? null, here, withheld }, desk)
  if (old !== undefined) desk.show(`${changesSince(old, look, approval, drafted, desk)}\n`)
  desk.show(card)
  const objection = objectionTo(look, approval, await desk.answers(), desk.again)
  if (objection !== null) return objection
  if (drafted === null) throw new Error('nothing to pin and no objection')
  refuseQuarantined(name, drafted.pin, await desk.lock.read(), `${name} was not approved`)
  const short = objectionToTier(approval, look, desk.now())
  if (short !== null) return short
  const may = await mayGrant(powerOf(name, drafted.pin), `${name} was not approved`, desk)
  if (may.refused !== null) return may.refused
  const question = `${may.asks === '' ? '' : `\nThe policy asks: ${may.asks}.`}${questionOf(look, approval, drafted.pin)}`
  const agreed = await desk.consent(question, name)
  if (!agreed.given) {
    return { kind: 'refused', why: [`${name} was not approved: ${agreed.why}`], next: UNCHANGED }
  }
  const { texts, digest } = drafted
  const pin = await signed(name, drafted.pin, desk)
  const detail = canonical({ digest, how: agreed.how, pin })
  const put = (lock: Lockfile): Lockfile => {
    refuseQuarantined(name, pin, lock, `${name} was not approved`)
    if (same(pinOf(lock, name), old)) return { ...lock, pins: { ...lock.pins, [name]: pin } }
    throw new Failure('pin-mismatch', `what is approved as ${name} changed while you were looking`, {
      fix: `Repeat the command to see the newest state of ${name}.`,
    })
  }
  const lock = await changeLock(desk, { command: 'approve', server: name, detail, policy: may.policy }, put, texts)
  // What the new approval replaced would otherwise lie in the store for good, with nothing that refers to it.
  if (old !== undefined) await takeStored(old, lock, desk.paths)
  const freed = await tidied({ ...desk, readLock: desk.lock.read })
  return {
    kind: 'done',
    text: `${approvedText(name, pin, lock, rolesMissing(pin, here))}${freed === null ? '' : `${freed}\n`}`,
  }
}

/** Where two persons approve, both sign the same bytes; otherwise the signature of the lockfile is that of the one. */
async function signed(name: string, pin: Pin, { by, paths }: ApproveDesk): Promise<Pin> {
  return needsTwo(pin)
    ? { ...pin, signatures: [{ by, ...(await signedBy(paths.keys, approvalBytes(name, pin))) }] }
    : pin
}

/** A name stands on command lines, in file names and in logs, and a person types it to agree. */
export function checkName(name: string): void {
  if (isServerName(name)) return
  throw new Failure('usage-invalid', `${quote(untrusted(name))} cannot be the name of an approved server`, {
    fix: 'Use 1 to 64 letters, digits, `.`, `_`, `-` or `@`, beginning with a letter or digit.',
  })
}

function checkWords(argv: readonly string[]): void {
  const index = argv.findIndex((word) => word.includes('\0') || !word.isWellFormed())
  if (index < 0) return
  throw new Failure('config-invalid', `argument ${index} of the command holds a NUL or a broken character`)
}

/** A slip in the name of a rule would otherwise look like an acceptance. */
function checkRules({ accept, record }: Approval, { reports }: Look): void {
  const seen = [...reports.flatMap(({ findings, unanswered }) => [...findings, ...unanswered]), ...foundBy(record)]
  const known = new Set([...RULE_CARDS.map(({ id }) => id), ...seen.map(({ rule }) => rule)])
  const unknown = accept.find((rule) => !known.has(rule))
  if (unknown === undefined) return
  throw new Failure('usage-invalid', `--accept ${quote(untrusted(unknown))} is no rule`, {
    fix: '`sallyport rules list` has the names of all rules.',
  })
}

const foundBy = (record: Approval['record']): readonly Finding[] => record?.findings ?? []

type Draft = { readonly pin: Pin; readonly texts: Texts; readonly digest: string }

function draft(
  { entry, resolved, catalogues, effects, reports, provenance: recorded }: Look,
  approval: Settled,
  old: Pin | undefined,
  desk: ApproveDesk,
): Draft | null {
  if (resolved === null) return null
  const { pinned, texts } = pinAll(catalogues)
  const { asked, lastsMs, record } = approval
  // A tier asks about more than what is grave, and the record of the approval before is no report of this look.
  const found =
    asked === null
      ? openFindings(reports, [], 'configured')
      : [...reports.flatMap(({ findings }) => findings), ...foundBy(record)]
  const doubted = [...found, ...reports.flatMap(({ unanswered }) => unanswered)].map(({ rule }) => rule)
  const now = desk.now()
  const kept = old === undefined ? {} : stillSet(old, pinned)
  const provenance = recorded === undefined ? keptProvenance(resolved.artifact, old) : recorded
  const setEffects = joinSet(kept, approval.effects, effects)
  const what = {
    argv: entry.argv,
    artifact: resolved.artifact,
    interpreter: resolved.interpreter,
    exec: resolved.argv,
    roots: [...new Set(resolved.roots)],
    cwd: approval.cwd,
    grants: approval.grants,
    catalogue: pinned,
    effects: catalogues === null ? {} : Object.fromEntries(Object.entries(effects)),
    ...(Object.keys(setEffects).length > 0 && { setEffects }),
    accepted: [...new Set(approval.accept)].filter((rule) => doubted.includes(rule)).sort(),
    environment: approval.environment,
    ...(provenance !== null && { provenance }),
    ...(asked !== null && { tier: asked.tier }),
    ...(record !== undefined && isOfBytes(record, resolved.artifact) && { vetted: record.digest }),
  }
  const pin: Pin = {
    ...what,
    approver: desk.by,
    approvedAt: now.toISOString(),
    expiresAt: lastsMs === null ? null : new Date(now.getTime() + lastsMs).toISOString(),
    reason: approval.reason,
  }
  return { pin, texts, digest: digestJson(what, sha256) }
}

/** Without a new record what was known of the very same bytes still holds. */
const keptProvenance = (artifact: Artifact, old: Pin | undefined): PinnedProvenance | null =>
  old?.provenance !== undefined && canonical(artifact) === canonical(old.artifact) ? old.provenance : null

function pinAll(catalogues: Catalogues | null): { readonly pinned: Pin['catalogue']; readonly texts: Texts } {
  if (catalogues === null) return { pinned: 'pending', texts: {} }
  const pinned: Partial<Record<Era, PinnedCatalogue>> = {}
  let texts: Texts = {}
  for (const catalogue of Object.values(catalogues)) {
    const taken = pinCatalogue(catalogue, sha256)
    pinned[catalogue.era] = taken.digests
    texts = { ...texts, ...taken.texts }
  }
  return { pinned, texts }
}

type Compared = {
  readonly drafted: Draft | null
  readonly old: Pin | null
  readonly here: Approvers
  readonly withheld: readonly string[]
}

function cardOf(
  look: Look,
  approval: Settled,
  { drafted, old, here, withheld }: Compared,
  { ink, home, now }: ApproveDesk,
): string {
  const { grants, cwd, environment, reason, lastsMs } = approval
  const expiresAt =
    drafted?.pin.expiresAt ?? (lastsMs === null ? null : new Date(now().getTime() + lastsMs).toISOString())
  const accepted = drafted?.pin.accepted ?? []
  const digest = drafted?.digest ?? null
  const setEffects = drafted?.pin.setEffects ?? {}
  const provenance = drafted?.pin.provenance ?? null
  const tier = approval.asked
  const roles = drafted === null ? [] : rolesWanted(drafted.pin, here.managed)
  const before = old === null ? null : { ...old, lasts: lastsAsBefore(lastsMs, old) }
  return impactCard(
    {
      ...look,
      grants,
      cwd,
      environment,
      reason,
      expiresAt,
      before,
      accepted,
      digest,
      home,
      withheld,
      setEffects,
      provenance,
      tier,
      roles,
    },
    ink,
  )
}

const lastsAsBefore = (lastsMs: number | null, old: Pin): string =>
  lastsMs === lastsMsOf(old) ? 'as long as before' : `before: ${untilText(old.expiresAt)}`

/** An earlier approval never covers a later one: what is different stands first. */
function changesSince(
  old: Pin,
  look: Look,
  { grants, cwd, record, recordBefore }: Approval,
  drafted: Draft | null,
  { lock, ink }: ApproveDesk,
): string {
  const found = { ...look, argv: look.entry.argv }
  const drift = driftText(look.name, comparePin(old, found, lock.textOf, sha256), ink)
  const powers = powerDriftText(powersOf(old.grants, old.cwd), powersOf(grants, cwd), ink)
  const more =
    record === undefined || recordBefore === undefined
      ? ''
      : expansionText(look.name, expansionsOf(recordBefore, record), ink)
  return more + drift + powers + (drafted === null ? '' : setDriftText(old, drafted.pin, ink))
}

function questionOf({ name, catalogues, reports }: Look, { grants, cwd, accept }: Approval, pin: Pin): string {
  const grave = inSpiteOf(openFindings(reports, accept, 'configured'))
  const findings = reports.flatMap((report) => report.findings).length
  const tools = new Set(Object.values(catalogues ?? {}).flatMap(({ tools }) => tools.map(({ name }) => name))).size
  const reached = powersOf(grants, cwd).flatMap(({ kind, what }) => (kind === 'reach' ? [what] : []))
  const offered = catalogues === null ? 'no tools yet' : counted(tools, 'tool')
  const own = [
    `${counted(grants.read.length, 'path')} to read`,
    `${grants.write.length} to write`,
    `${grants.exec.length} to execute`,
    counted(grants.secrets.length, 'secret'),
    reached.length === 0 ? 'no network' : `network to ${reached.join(' and ')}`,
  ]
  const facts = [
    offered,
    ...(pin.artifact.kind === 'remote' ? ['not confined', counted(grants.secrets.length, 'secret')] : own),
    counted(findings, 'finding'),
    ...(loosenedIn(pin).length === 0 ? [] : [`${counted(loosenedIn(pin).length, 'effect')} loosened by you`]),
  ]
  return `\n${grave}Approve exactly this as ${name}${grave === '' ? '' : ' in spite of that'}: ${facts.join(', ')}?`
}

const same = (a: Pin | undefined, b: Pin | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b))
