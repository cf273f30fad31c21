// A person gives power to one server for a time: what exactly is read, the policy is asked, all of it is shown, they type its name,
// and it is in the log before it counts.
import { randomBytes } from 'node:crypto'
import { type Power, type TimedGrant, untilOf, whyEnded, writeGrants } from '../../core/approval/timed-grant.ts'
import { grantText, lastingText, powerText } from '../../core/approval/timed-words.ts'
import { canonical } from '../../core/canon/digest.ts'
import type { Profile } from '../../core/lock/profile.ts'
import { bound } from '../../core/model/bounds.ts'
import type { EffectClass } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { isOutwardPin } from '../../core/model/pin.ts'
import type { Agreed } from '../../io/ask/consent.ts'
import { userName } from '../../io/file/user-name.ts'
import { checkName } from '../approve.ts'
import type { ChangeDesk } from '../change/lock.ts'
import { objectionToStanding } from '../approve/standing-tier.ts'
import { standingPin } from '../gateway/admit.ts'
import { type Outcome, UNCHANGED } from '../outcome.ts'
import { mayGrant, type PowerDesk } from '../policy/may-grant.ts'
import { grantEvent, keptGrants, sweepEnded } from './kept.ts'
import { pinDigest } from './pin-digest.ts'
import { type GrantWords, readLasts, readPower, readPurpose } from './wanted.ts'

export type GrantDesk = ChangeDesk &
  PowerDesk & {
    readonly paths: Paths
    readonly profile: () => Promise<Profile>
    /** Effect classes that a person allows only with a second factor, and whether they just proved one. */
    readonly stepUp: () => Promise<readonly EffectClass[]>
    readonly prove: () => Promise<boolean>
    readonly show: (text: string) => void
    readonly consent: (question: string, expected: string) => Promise<Agreed>
  }

export type Given = { readonly outcome: Outcome; readonly grant: TimedGrant | null }

export async function give(name: string, words: GrantWords, desk: GrantDesk): Promise<Given> {
  checkName(name)
  const profile = await desk.profile()
  const pin = await standingPin(name, {
    readLock: desk.lock.read,
    date: desk.now,
    profile,
    objectionToStanding: (server, one) => objectionToStanding(server, one, desk.paths),
  })
  const asked = readPower(name, pin, words)
  const [lastsMs, purpose] = [readLasts(words.ttl), readPurpose(words.purpose)]
  const stays = `nothing is granted to ${name}`
  const { environment } = pin
  const effects = asked.kind === 'tool' ? [asked.effect] : []
  const outward = isOutwardPin(pin)
  const may = await mayGrant({ server: name, environment, effects, outward, pin }, stays, desk)
  if (may.refused !== null) return { outcome: may.refused, grant: null }
  const kept = keptGrants(desk.paths)
  const needsFactor = asked.kind === 'tool' && (await desk.stepUp()).includes(asked.effect)
  const power: Power = needsFactor ? { ...asked, stepUp: true } : asked
  const about = { id: randomBytes(4).toString('hex'), user: userName(), server: name, pin: pinDigest(pin), environment }
  // Its time begins when it is shown: what a person reads is when it ends.
  const grant: TimedGrant = { ...about, power, purpose, by: desk.by, from: kept.clock(), lastsMs }
  const text = grantText(grant)
  if (Buffer.byteLength(writeGrants({ serial: 1, grants: [grant] }, () => '')) > MAX_BYTES)
    throw new Failure('usage-invalid', 'What would be granted is too long to be read', {
      fix: 'Name fewer or shorter values.',
    })
  desk.show(`Grant ${text}`)
  const asks = may.asks === '' ? '' : `The policy asks: ${may.asks}.\n`
  const agreed = await desk.consent(`${asks}Let ${name} have ${powerText(power)} for ${lastingText(lastsMs)}?`, name)
  const refused = !agreed.given ? agreed.why : needsFactor && !(await desk.prove()) ? WRONG_CODE : null
  if (refused !== null || !agreed.given)
    return { outcome: { kind: 'refused', why: [`${stays}: ${refused}`], next: UNCHANGED }, grant: null }
  await keep(grant, agreed.how, may.policy, desk)
  return { outcome: { kind: 'done', text: doneText(grant) }, grant }
}

const WRONG_CODE = 'the code is not the one of now, or was used before'
const MAX_BYTES = 32 * 1024

const doneText = (grant: TimedGrant): string =>
  `granted ${grant.id} until ${untilOf(grant)}\n\`sallyport revoke ${grant.id}\` takes it back at once\n`

/** In the log, on disk, before it counts. */
async function keep(
  grant: TimedGrant,
  how: string,
  policy: Awaited<ReturnType<typeof mayGrant>>['policy'],
  { paths, openRecorder }: GrantDesk,
): Promise<void> {
  const kept = keptGrants(paths)
  const recorder = await openRecorder()
  try {
    await sweepEnded(kept, async () => recorder.record)
    await kept.change(async (now) => {
      if (whyEnded(grant, kept.clock()) !== null)
        throw new Failure('usage-invalid', 'Its time was over before it was agreed to', { fix: 'Repeat the command.' })
      if (now.length >= bound('grants-kept'))
        throw new Failure('usage-invalid', `${now.length} grants are in force, which is the most`, {
          fix: 'Take some back with `sallyport revoke`, or wait until one has ended.',
        })
      const detail = canonical({ how, grant })
      await recorder.durable(grantEvent(grant, 'granted', { detail, policy }))
      return [...now, grant]
    })
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'disk-failed')
      recorder.record(grantEvent(grant, 'revoked', { by: '', detail: 'it could not be kept' }))
    throw cause
  } finally {
    await recorder.close()
  }
}
