// May this server start at all? Every answer but a clear yes is a refusal that says what to do.
import { pinOf } from '../../core/lock/lockfile.ts'
import { isServerName } from '../../core/lock/shape.ts'
import { checkProfile, UNLABELLED } from '../../core/lock/profile.ts'
import type { Era } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import { CLIENT_SECRET, type Grants } from '../../core/model/grants.ts'
import { isOver, type Pin } from '../../core/model/pin.ts'
import { clientSecretOf, fromStore } from '../../core/model/secret-name.ts'
import { ungranted } from '../../core/model/secret-word.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { type Granted, NONE_GRANTED, openGranted } from './person/granted.ts'
import { mayLaunch, type Start } from './person/may-launch.ts'
import type { Approved } from './offer/offer.ts'
import { refuseQuarantined } from '../approve/same-code.ts'
import { grantedSecret, type Sources } from '../secrets/granted.ts'
import type { GuardWorld, Hello, Startable } from './world.ts'

export type Admitted = {
  readonly server: string
  readonly trust: 'pinned' | 'once'
  readonly what: Startable
  readonly argv: readonly string[]
  /** Complete values for the sandbox. */
  readonly env: Readonly<Record<string, string>>
  /** The values among them that must never be seen in a log. */
  readonly secrets: readonly string[]
  readonly approved: Readonly<Partial<Record<Era, Approved>>>
  readonly pin: Pin | null
  /** Grants for a time, and what of them and of the policy let it start. Whoever has it ends the watching. */
  readonly granted: Granted
  readonly start: Start
  /** Settles when the bytes on disk were compared: nothing of the server may run before. */
  readonly bytesAreApproved: Promise<void>
}

export async function admit({ wants, env }: Hello, world: GuardWorld): Promise<Admitted> {
  return 'name' in wants ? admitPinned(wants.name, env, world) : admitOnce(wants, env, world)
}

async function admitPinned(name: string, env: Hello['env'], world: GuardWorld): Promise<Admitted> {
  const pin = await standingPin(name, world)
  const bytesAreApproved = compareBytes(name, pin, world)
  // Awaited before the server starts; until then a refusal must not end the whole process.
  bytesAreApproved.catch(() => undefined)
  const { exec, interpreter, roots, cwd, grants, artifact } = pin
  const remote = artifact.kind === 'remote' ? artifact : null
  const what = { exec, interpreter, roots, cwd, grants, remote }
  const granted = await openGranted(name, pin, world)
  try {
    world.policy.begin()
    const start = mayLaunch({ server: name, pin, grants, isRemote: remote !== null }, granted, world)
    checkWords([...exec, remote?.url ?? ''], pin.grants)
    // No secret is read for what may not start.
    const values = await valuesOf(pin.grants, env, world.secretsFor(name))
    const approved = approvedBy(pin, world)
    const about = { server: name, trust: 'pinned', what, argv: pin.argv, approved, pin } as const
    return { ...about, ...values, granted, start, bytesAreApproved }
  } catch (cause) {
    granted.end()
    throw cause
  }
}

async function compareBytes(name: string, pin: Pin, world: GuardWorld): Promise<void> {
  const changed = await world.changedBytes(pin)
  if (changed === null) return
  throw new Failure('pin-mismatch', `${name} is not what was approved: ${changed}`, { fix: look(name) })
}

/** The pin of a name, when it may be used now. Asked again while a run goes on. */
export async function standingPin(
  name: string,
  world: Pick<GuardWorld, 'readLock' | 'date' | 'profile' | 'objectionToStanding'>,
): Promise<Pin> {
  const lock = await world.readLock()
  if (Object.hasOwn(lock.quarantined, name)) {
    throw new Failure('quarantined', `${name} is quarantined`, {
      fix: `Read why in \`sallyport status ${name}\`; \`sallyport release ${name}\` lifts it.`,
    })
  }
  const pin = pinOf(lock, name)
  const shown = quote(untrusted(name))
  if (pin === undefined) {
    throw new Failure('not-approved', `No approved server is called ${shown}`, {
      fix: isServerName(name)
        ? `\`sallyport approve ${name}\` shows what it could do, and asks; \`sallyport status\` lists the approved ones.`
        : 'List the approved ones with `sallyport status`.',
    })
  }
  if (isOver(pin, world.date())) {
    throw new Failure('approval-expired', `The approval of ${name} ended on ${pin.expiresAt}`, { fix: look(name) })
  }
  const objection = await world.objectionToStanding(name, pin)
  if (objection !== null) throw objection
  checkProfile(pin.environment, world.profile, `The approval of ${name}`)
  return pin
}

function approvedBy({ catalogue }: Pin, { textOf }: GuardWorld): Admitted['approved'] {
  if (catalogue === 'pending') return { legacy: { by: 'nothing' }, modern: { by: 'nothing' } }
  const { legacy, modern } = catalogue
  return {
    ...(legacy === undefined ? {} : { legacy: { by: 'pin', pinned: legacy, textOf } }),
    ...(modern === undefined ? {} : { modern: { by: 'pin', pinned: modern, textOf } }),
  }
}

async function admitOnce(
  wants: Extract<Hello['wants'], { once: readonly string[] }>,
  env: Hello['env'],
  world: GuardWorld,
): Promise<Admitted> {
  const server = `once:${world.random()}`
  checkProfile(UNLABELLED, world.profile, 'A server that nobody approved counts as one that')
  const objection = await world.objectionToStanding(server, null)
  if (objection !== null) throw objection
  world.policy.begin()
  const { remote, grants } = wants
  const start = mayLaunch({ server, pin: null, grants, isRemote: remote !== undefined }, NONE_GRANTED, world)
  if (remote !== undefined)
    refuseQuarantined('', { argv: [], artifact: remote }, await world.readLock(), 'It was not reached')
  const resolved =
    remote === undefined ? await world.resolveOnce(wants.once) : { exec: [], interpreter: null, roots: [], remote }
  const what = { ...resolved, grants: wants.grants, cwd: wants.cwd }
  refuseNamed(wants.grants)
  checkWords([...resolved.exec, remote?.url ?? ''], wants.grants)
  const values = await valuesOf(wants.grants, env, world.secretsFor(''))
  const approved = { legacy: { by: 'first-seen' }, modern: { by: 'first-seen' } } as const
  return {
    server,
    trust: 'once',
    what,
    argv: wants.once,
    ...values,
    approved,
    pin: null,
    granted: NONE_GRANTED,
    start,
    bytesAreApproved: Promise.resolve(),
  }
}

/** The store gives to servers that are approved under a name, and keeps logins to them; a single trusted run has none. */
function refuseNamed(grants: Grants): void {
  if (grants.login !== undefined)
    throw new Failure('grant-unusable', '--login: a login belongs to an approved server', {
      fix: 'Approve it under a name with `sallyport approve`.',
    })
  const stored = fromStore(grants)
  if (stored === undefined) return
  throw new Failure('grant-unusable', `${stored.name}: the store of secrets gives to approved servers alone`, {
    fix: 'Approve it under a name with `sallyport approve`.',
  })
}

function checkWords(words: readonly string[], { secrets }: Grants): void {
  const [missing] = ungranted(words, secrets)
  if (missing === undefined) return
  throw new Failure(
    'grant-unusable',
    `What starts or reaches it refers to the secret ${missing}, which is not granted`,
    {
      fix: `Approve it with \`--secret ${missing}=store:NAME\`.`,
    },
  )
}

/** Environment and secrets as granted. A literal value that the caller contradicts is a changed launch, not a choice. */
async function valuesOf(
  grants: Grants,
  given: Hello['env'],
  readSecret: Sources['readSecret'],
): Promise<{ readonly env: Record<string, string>; readonly secrets: readonly string[] }> {
  const env: Record<string, string> = {}
  for (const { name, value } of grants.env) {
    const offered = Object.hasOwn(given, name) ? given[name] : undefined
    if (value !== undefined && offered !== undefined && offered !== value) {
      throw new Failure('pin-mismatch', `The environment sets ${name} to another value than the approved one`, {
        fix: `Take ${name} out of the client's entry, or approve again with the new value.`,
      })
    }
    const chosen = value ?? offered
    if (chosen !== undefined) env[name] = chosen
  }
  const sources = { env: given, whose: "the env of the client's entry", readSecret }
  const secrets: string[] = []
  for (const { name, ref } of grants.secrets) {
    const value = await grantedSecret(ref, sources)
    secrets.push(value)
    env[name] = value
  }
  const ref = clientSecretOf(grants)
  if (ref !== null) {
    const value = await grantedSecret(ref, sources)
    secrets.push(value)
    env[CLIENT_SECRET] = value
  }
  return { env, secrets }
}

const look = (name: string): string =>
  `See what changed with \`sallyport diff ${name}\`, then \`sallyport approve ${name}\`.`
