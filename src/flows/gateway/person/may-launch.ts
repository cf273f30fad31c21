// Whether a server may be started now, before anything of it is: what the policy says of it, and what its approval holds back.
import type { PolicyStamp } from '../../../core/evidence/event.ts'
import type { TimedGrant } from '../../../core/approval/timed-grant.ts'
import { Failure } from '../../../core/model/failure.ts'
import { type Grants, isOutward } from '../../../core/model/grants.ts'
import type { Pin } from '../../../core/model/pin.ts'
import { because, explaining } from '../../../core/policy/told.ts'
import type { Ruling } from '../../../core/policy/cedar/policy.ts'
import {
  networkOf,
  NOTHING_PASSES,
  provenanceFacts,
  type Subject,
  timeFacts,
} from '../../../core/policy/cedar/subject.ts'
import type { Granted } from './granted.ts'
import type { GuardWorld } from '../world.ts'

export type Start = {
  readonly policy: PolicyStamp
  /** What it is started under, and ends with. */
  readonly under: readonly TimedGrant[]
}

type Asked = {
  readonly server: string
  readonly pin: Pin | null
  readonly grants: Grants
  /** Whether it is reached instead of started. */
  readonly isRemote: boolean
}

/** Throws the Failure that says why not. */
export function mayLaunch(asked: Asked, granted: Granted, world: GuardWorld): Start {
  const { server, grants } = asked
  const launch = granted.covering({ kind: 'launch' })
  const ruling = world.policy.decide(subjectOf(asked, launch !== null, world))
  const { effect, statements } = ruling
  if (effect === 'deny') throw refused(server, ruling)
  if (effect === 'ask' && launch === null) throw unasked(asked, ruling)
  const secrets = granted.covering({ kind: 'secrets' })
  const holdsSecrets = grants.held?.secrets === true
  if (holdsSecrets && secrets === null)
    throw new Failure('grant-needed', `The approval of ${server} gives it its secrets only under a grant for a time`, {
      fix: `Type \`sallyport grant ${server} --secrets --ttl 30m --purpose …\`, then start it again from the client.`,
    })
  // What a policy reads of a grant it may rely on.
  const needsLaunch = effect === 'ask' || world.policy.reads('granted')
  const under = [...(needsLaunch ? [launch] : []), ...(holdsSecrets ? [secrets] : [])].filter((one) => one !== null)
  return { policy: { ...world.policy.stamp(), statements }, under }
}

function subjectOf({ server, pin, grants, isRemote }: Asked, isGranted: boolean, world: GuardWorld): Subject {
  const name = pin === null ? 'once:' : server
  const { policy, session, date } = world
  const { groups, client } = policy.asker
  const facts: Subject['facts'] = {
    ...NOTHING_PASSES,
    method: () => 'launch',
    labels: () => session.following.labelsFor(server).toSorted(),
    environment: () => pin?.environment ?? 'none',
    trust: () => (pin === null ? 'once' : 'pinned'),
    ...provenanceFacts(pin),
    outward: () => isOutward(grants, isRemote),
    granted: () => isGranted,
    network: () => networkOf(client),
    ...timeFacts(date),
  }
  return { user: policy.user, groups, client, action: 'launch', server: name, kind: 'Server', name, facts }
}

function refused(server: string, { reason, why, statements }: Ruling): Failure {
  const what =
    reason === 'policy-broken'
      ? `The policy could not decide whether ${server} may start`
      : `The policy forbids that ${server} starts`
  const fix = reason === 'policy-broken' ? 'Try `sallyport policy test`.' : `See \`${explaining(statements[0])}\`.`
  return new Failure('policy-refused', `${what}: ${because(why, statements)}`, { statements, fix })
}

function unasked({ server, pin }: Asked, { why, statements }: Ruling): Failure {
  const fix =
    pin === null
      ? 'Approve it under a name, so that it can be granted.'
      : `Type \`sallyport grant ${server} --launch --ttl 8h --purpose …\`, then start it again from the client.`
  const message = `The policy lets a person decide whether ${server} may start: ${because(why, statements)}`
  return new Failure('grant-needed', message, { statements, fix })
}

/** Ends with what it was started under: `fall` is called with the reason. What it returns throws it, just before the start. */
export function watchStart(
  server: string,
  under: Start['under'],
  granted: Granted,
  fall: (cause: unknown) => void,
): () => Promise<void> {
  const lost = (): Failure | null => {
    const gone = under.find(({ id }) => !granted.isLive(id))
    if (gone === undefined) return null
    const what = gone.power.kind === 'secrets' ? 'was given its secrets' : 'was started'
    return new Failure('grant-ended', `The grant under which ${server} ${what} has ended`, {
      fix: `Type \`sallyport grant ${server} --${gone.power.kind} --ttl 30m --purpose …\`, then start it again from the client.`,
    })
  }
  granted.onChange(() => {
    const failure = lost()
    if (failure !== null) fall(failure)
  })
  return async () => {
    if (under.length > 0) await granted.refresh()
    const failure = lost()
    if (failure !== null) throw failure
  }
}
