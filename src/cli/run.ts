// The command `run`: decides what is asked for, gets consent where power is given on the command line, opens the door.
import { Failure } from '../core/model/failure.ts'
import type { Hello } from '../flows/gateway/world.ts'
import type { Door } from '../flows/guard-world.ts'
import { turnAway } from '../flows/door.ts'
import { NO_RULES } from '../flows/judging/work.ts'
import type { Wire } from '../io/transport/wire.ts'
import type { Args, ExitCode } from './command.ts'
import { guardSettings } from './settings/guards.ts'
import { policyGiven } from './settings/policy.ts'
import { printStack } from './print.ts'
import { rulesGiven } from './settings/rules.ts'
import { echoOn, onSignals, speakOn } from './standing.ts'
import { wantsOnce } from './trust-once.ts'
import type { Config, World } from './world.ts'

export async function runCommand(args: Args, world: World): Promise<ExitCode> {
  const { stdout, stderr } = world
  // A client that does not care for our words is still served.
  stderr.on('error', () => undefined)
  let unwritten = ''
  stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => (unwritten ||= code))
  const exit = await openDoor(args, world)
  // A client that has gone reads no more, and that is how most runs end.
  if (unwritten === '' || unwritten === 'EPIPE') return exit
  speakOn(world)(`The answers could not be written (${unwritten}).`)
  return 2
}

async function openDoor(args: Args, world: World): Promise<ExitCode> {
  const { stdin, stdout, stderr } = world
  const asked = await readAsked(args, world).catch((cause: unknown) => {
    // Whoever types this reads it on the terminal; a client waits for an answer.
    if (!(cause instanceof Failure) || stdin.isTTY) throw cause
    return cause
  })
  if (asked instanceof Failure) return refuseClient(asked, world)
  const { runIn, ...rest } = asked
  if (stdin.isTTY) speakOn(world)('A client starts this, and speaks MCP on stdin. Ctrl-C ends it.')
  const echo = echoOn(world)
  const door: Door = {
    ...rest,
    stdin,
    stdout,
    say: speakOn(world),
    echo: (server, line) => echo(shownName(server), line),
    explain: (cause) => printStack(cause, stderr, world.env),
    env: world.env,
    cwd: world.cwd,
    clientPid: process.ppid,
    onEnd: (end) => onSignals(end),
  }
  const { wants } = rest
  if (runIn === 'itself' || !('name' in wants)) return (await import('../flows/run.ts')).run(door)
  const { runThroughGateway } = await import('../flows/gateway-process/door.ts')
  return runThroughGateway({ ...door, name: wants.name }, reach(world))
}

/** Most doors have begun with it before they came here. */
async function reach(world: World): Promise<Wire> {
  const begun = await world.reaching
  if (begun !== undefined && begun !== null) return begun
  const [{ reachGateway }, { gatewayWay }] = await Promise.all([
    import('../flows/gateway-process/reach.ts'),
    import('./gateway-way.ts'),
  ])
  return reachGateway(world.paths, gatewayWay(world))
}

/** A client that may not be served is told so in its own protocol, in answer to its first request. */
export async function refuseClient(
  failure: Failure,
  world: Pick<World, 'stdin' | 'stdout' | 'stderr' | 'env'>,
): Promise<ExitCode> {
  printStack(failure, world.stderr, world.env)
  return turnAway(failure, { stdin: world.stdin, stdout: world.stdout, say: speakOn(world) })
}

const shownName = (server: string): string => (server.startsWith('once:') ? 'server' : server)

const HELP = 'Read `sallyport run --help`.'

type Asked = Pick<Door, 'wants' | 'paths' | 'settings' | 'rules' | 'policy'> & Pick<Config, 'runIn'>

async function readAsked(args: Args, world: World): Promise<Asked> {
  const wants = args.options.trustOnce === true ? await wantsOnce(args, world, 'run') : wantsPinned(args)
  const config = await world.config()
  // What a person trusts once was asked here, and is not for the gateway to know.
  const runIn = 'name' in wants ? config.runIn : 'itself'
  // The gateway reads them itself.
  const isElsewhere = runIn === 'gateway'
  const rules = isElsewhere ? NO_RULES : await rulesGiven(world)
  const policy = isElsewhere ? NO_POLICY : await policyGiven(world)
  return { wants, paths: world.paths, settings: guardSettings(config), runIn, rules, policy }
}

/** Never asked. */
const NO_POLICY: Door['policy'] = { shipped: 'strict' }

function wantsPinned({ positional, rest, options }: Args): Hello['wants'] {
  const [name] = positional
  if (rest.length > 0 || Object.keys(options).length > 0) {
    throw new Failure(
      'usage-invalid',
      'Grants and commands on the command line need --trust-once; an approved server has its own',
      { fix: HELP },
    )
  }
  if (name === undefined)
    throw new Failure('usage-invalid', '`run` needs the NAME of an approved server', { fix: HELP })
  return { name }
}
