// `secrets`: one verb each. What is printed names secrets and never holds a value.
import type { Environment } from '../core/model/pin.ts'
import { bound } from '../core/model/bounds.ts'
import { Failure } from '../core/model/failure.ts'
import { referenceTo } from '../core/model/secret-name.ts'
import { reveal } from '../core/model/untrusted.ts'
import { secretsTable } from '../core/report/secrets-text.ts'
import { parseDuration } from '../flows/grants/duration.ts'
import {
  allowSecret,
  changePassphrase,
  type Given,
  removeSecret,
  rotateSecret,
  setSecret,
} from '../flows/secrets/change.ts'
import { listSecrets } from '../flows/secrets/list.ts'
import { isServed, lockAgain, unlock, unlockedFor } from '../flows/secrets/unlock.ts'
import type { StoredSecret } from '../io/secret/content.ts'
import type { Args, ExitCode } from './command.ts'
import { gatewayWay } from './gateway-way.ts'
import { inkFor, jsonLine } from './print.ts'
import { listOf } from './protect/desk.ts'
import { misused, secretsDesk, valueFrom, verbOf } from './secrets/desk.ts'
import { tellUnanswered } from './unanswered.ts'
import type { World } from './world.ts'

type Verb = (name: string, args: Args, world: World) => Promise<ExitCode>

export async function runSecrets(args: Args, world: World): Promise<ExitCode> {
  const { verb, name } = verbOf(args)
  if (verb === 'migrate') return (await import('./secrets/moved.ts')).runMigrate(args, world)
  if (verb === 'restore') return (await import('./secrets/moved.ts')).runRestore(args, world)
  return VERBS[verb]!(name, args, world)
}

const VERBS: Readonly<Record<string, Verb>> = {
  list: async (_, args, world) => list(args, world),
  set: async (name, args, world) =>
    say(
      'set',
      await setSecret(name, givenIn(args), valueFrom(name, world), await secretsDesk(args, world)),
      args,
      world,
    ),
  rotate: async (name, args, world) =>
    say(
      'rotated',
      await rotateSecret(name, givenIn(args), valueFrom(name, world), await secretsDesk(args, world)),
      args,
      world,
    ),
  allow,
  remove,
  unlock: async (_, args, world) => unlockFor(args, world),
  lock: async (_, args, world) => lock(args, world),
  passphrase: async (_, args, world) => {
    await changePassphrase(await secretsDesk(args, world))
    const { secretsKey } = await world.config()
    const next =
      secretsKey === 'ask' ? '`sallyport secrets unlock`' : 'let `secretsKey` of config.yaml print the new one'
    return tell(
      { verb: 'passphrase' },
      `The passphrase is changed; what was unlocked is locked. next: ${next}`,
      args,
      world,
    )
  },
}

async function list(args: Args, world: World): Promise<ExitCode> {
  const { paths, stdout, env } = world
  const { secretMaxAge } = await world.config()
  const { secrets, findings } = await listSecrets(secretMaxAge, await secretsDesk(args, world))
  const { untilMs, unanswered } = await unlockedFor(paths, gatewayWay(world).version)
  if (args.options['json'] === true)
    stdout.write(jsonLine('secrets', { secrets, findings, unlockedMs: untilMs, unanswered }))
  else {
    stdout.write(secretsTable(secrets, findings, inkFor(stdout, env)))
    if (untilMs !== null)
      stdout.write(`Unlocked for another ${inWords(untilMs)}; \`sallyport secrets lock\` ends it.\n`)
  }
  const told = tellUnanswered(unanswered, 'It may have the key of the store.', world)
  return told === 0 && findings.length > 0 ? 1 : told
}

async function allow(name: string, args: Args, world: World): Promise<ExitCode> {
  const given = givenIn(args)
  if (Object.keys(given).length === 0) throw misused('`secrets allow` needs --for or --env-label')
  const { why } = await allowSecret(name, given, await secretsDesk(args, world))
  if (why === null) return tell({ verb: 'allowed', name, ...given }, `changed who may have ${name}`, args, world)
  world.stderr.write(`${name} stays as it is: ${reveal(why)}\n`)
  return 1
}

async function remove(name: string, args: Args, world: World): Promise<ExitCode> {
  const { why } = await removeSecret(name, await secretsDesk(args, world))
  if (why === null) return tell({ verb: 'removed', name }, `removed ${name}`, args, world)
  world.stderr.write(`${name} stays: ${reveal(why)}\n`)
  return 1
}

async function unlockFor(args: Args, world: World): Promise<ExitCode> {
  const { runIn } = await world.config()
  const way = gatewayWay(world)
  const isApart = runIn === 'itself'
  if (isApart && !(await isServed(world.paths, way.version)))
    throw new Failure(
      'usage-invalid',
      'config.yaml says `runIn: itself`, so no server could use what is unlocked: no `serve` runs',
      { fix: 'Set `runIn: gateway` in config.yaml, or `secretsKey` to a command that prints the passphrase.' },
    )
  const [given = '8h', more] = listOf(args.options, 'for')
  const ms = more === undefined ? parseDuration(given) : null
  const most = bound('unlocked-ms')
  if (ms === null || ms > most) throw misused(`--for wants a time such as 8h, up to ${inWords(most)}`)
  const desk = await secretsDesk(args, world)
  const { untilMs, by, unanswered } = await unlock(ms, isApart ? null : way, way.version, desk)
  const where = by.map((who) => `of ${who}`).join(', ')
  const text =
    untilMs === null
      ? 'Nobody has taken the key.'
      : `Unlocked for ${inWords(untilMs)}, in the memory ${where} alone; \`sallyport secrets lock\` ends it.`
  tell({ verb: 'unlock', untilMs, by, unanswered }, text, args, world)
  return tellUnanswered(unanswered, 'What it serves gets no secrets of the store.', world)
}

async function lock(args: Args, world: World): Promise<ExitCode> {
  const { by, unanswered } = await lockAgain(world.paths, gatewayWay(world).version)
  const nobody =
    unanswered.length > 0 ? 'Nobody has forgotten the key.' : 'Nothing is unlocked: nobody runs who could have the key.'
  const text = by.length > 0 ? `Forgotten: ${by.join(', ')}.` : nobody
  tell({ verb: 'lock', untilMs: null, by, unanswered }, text, args, world)
  return tellUnanswered(unanswered, 'It may still have the key until it is ended.', world)
}

function say(verb: string, { name, servers, environment }: StoredSecret, args: Args, world: World): ExitCode {
  const [server = 'NAME'] = servers ?? []
  const whose = servers === null ? 'every server whose approval names it' : servers.join(', ')
  const next = verb === 'set' ? `\nnext: \`sallyport approve ${server} --secret VARIABLE=${referenceTo(name)}\`` : ''
  return tell(
    { verb, name, servers, environment },
    `${verb} ${name} (${environment}), for ${whose}${next}`,
    args,
    world,
  )
}

function tell(value: object, text: string, { options }: Args, { stdout }: World): ExitCode {
  stdout.write(options['json'] === true ? jsonLine('secrets', value) : `${text}\n`)
  return 0
}

function givenIn({ options }: Args): Given {
  const servers = listOf(options, 'for')
  const label = options['envLabel']
  return {
    ...(servers.length > 0 && { servers: [...new Set(servers)].sort() }),
    ...(typeof label === 'string' && { environment: label as Environment }),
  }
}

/** Rounded to what a person reads. */
function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.ceil(ms / 1_000)} s`
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}
