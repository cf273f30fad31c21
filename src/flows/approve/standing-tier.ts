// Whether a pin may still be used in its tier, as this machine and its keys are now.
import type { Artifact } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { isHigher, needsTwo, termsOf, type VetTier } from '../../core/model/vet-tier.ts'
import { readManaged } from '../../io/store/managed.ts'

/** Null where it may; `pin` is null for what nobody approved, which is in no tier. */
export const objectionToStanding = async (name: string, pin: Pin | null, paths: Paths): Promise<Failure | null> =>
  objectionAbove((await readManaged(paths.managed)).tier, name, pin, paths)

async function objectionAbove(
  floor: VetTier | null,
  name: string,
  pin: Pin | null,
  paths: Paths,
): Promise<Failure | null> {
  if (floor !== null && (pin?.tier === undefined || isHigher(floor, pin.tier))) return tooLow(name, pin, floor)
  if (pin?.tier !== undefined && termsOf(pin.tier, pin.artifact.kind) === null) return neverIn(name, pin.tier)
  if (pin === null || !needsTwo(pin)) return null
  // Most approvals are of one person: what checks two is loaded for those alone.
  return (await import('./approvers.ts')).objectionToApprovers(name, pin, paths)
}

/** Of each name that may not be used in its tier: why. */
export type Lacking = ReadonlyMap<string, Failure>

export async function lackingIn({ pins }: Lockfile, paths: Paths): Promise<Lacking> {
  const managed = await readManaged(paths.managed).catch(asObjection)
  const objectionTo = async (name: string, pin: Pin): Promise<Failure | null> =>
    managed instanceof Failure ? managed : objectionAbove(managed.tier, name, pin, paths).catch(asObjection)
  const all = await Promise.all(
    Object.entries(pins).map(async ([name, pin]) => [name, await objectionTo(name, pin)] as const),
  )
  return new Map(all.flatMap(([name, objection]) => (objection === null ? [] : [[name, objection] as const])))
}

/** What cannot be read lets nothing run, and hides nothing of what is there. */
function asObjection(cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  throw cause
}

const neverIn = (name: string, tier: VetTier): Failure =>
  new Failure('tier-too-low', `${name} is reached, and a server that is reached can never be in the tier ${tier}`, {
    fix: NEVER,
  })
const NEVER = 'A server that is reached can never be in that tier: use one that runs here.'

const asksFor = (floor: VetTier): string => `the administrator of this machine asks for ${floor} at least`

function tooLow(name: string, pin: Pin | null, floor: VetTier): Failure {
  if (pin === null) return new Failure('tier-too-low', `What nobody approved is in no tier, and ${asksFor(floor)}`)
  const said = pin.tier === undefined ? 'without a tier' : `in the tier ${pin.tier}`
  return new Failure('tier-too-low', `${name} was approved ${said}, and ${asksFor(floor)}`, {
    fix: higher(name, pin.artifact.kind, floor),
  })
}

function higher(name: string, kind: Artifact['kind'], floor: VetTier): string {
  if (termsOf(floor, kind) === null) return NEVER
  return kind === 'remote'
    ? `Approve it anew: \`sallyport approve ${name}\`.`
    : `Vet it with \`sallyport vet TARGET --out FILE\`, then \`sallyport approve ${name} --from-vet FILE\`.`
}
