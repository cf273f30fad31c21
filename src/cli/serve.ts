// The command `serve`: reads what is to be served and where, gets consent where power is given, and opens the port.
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import manifest from '../../package.json' with { type: 'json' }
import { readListen } from '../core/protocol/http/authority.ts'
import type { ServeDesk } from '../flows/serving/serve.ts'
import { httpToken } from '../io/store/http-token.ts'
import type { Args, ExitCode } from './command.ts'
import { printStack } from './print.ts'
import { ownBuild, ownProgram } from './self.ts'
import { settingsNow } from './settings/now.ts'
import { echoOn, onSignals, speakOn } from './standing.ts'
import { wantsOnce } from './trust-once.ts'
import type { World } from './world.ts'

export async function serveCommand(args: Args, world: World): Promise<ExitCode> {
  const { paths, stdout, stderr } = world
  const { listen: where, showToken, showMetricsToken, ...options } = args.options
  const { identity, sharedCaches, tls, metrics, traces } = await world.config()
  if (showMetricsToken === true) {
    stdout.write(`${await httpToken(paths.keys, 'metrics')}\n`)
    return 0
  }
  if (showToken === true) {
    if (identity !== null) throw taken(identity.issuer)
    if ((tls?.clients ?? null) !== null) throw certificates()
    stdout.write(`${await httpToken(paths.keys)}\n`)
    return 0
  }
  const listen = readListen(String(where))
  if (listen === null)
    throw wrong(`--listen wants HOST:PORT or unix:/PATH, and not ${quote(untrusted(String(where)), 100)}`)
  const serves = await readServes({ ...args, options }, world)
  const { serve } = await import('../flows/serving/serve.ts')
  return serve({
    listen,
    serves,
    identity,
    tls,
    sharedCaches,
    watched: { metrics, traces, version: manifest.version },
    paths,
    version: ownBuild(ownProgram()),
    env: world.env,
    cwd: world.cwd,
    readSettings: () => settingsNow(world),
    say: speakOn(world),
    echo: echoOn(world),
    explain: (cause) => printStack(cause, stderr, world.env),
    onEnd: (end) => onSignals(end, isOnTerminal(world) ? undefined : ['SIGTERM', 'SIGINT']),
    onReload: (look) => {
      if (!isOnTerminal(world)) onSignals(look, ['SIGHUP'])
    },
  })
}

/** There a hangup says that the terminal was closed. */
const isOnTerminal = ({ stdin, stderr }: World): boolean => stdin.isTTY || stderr.isTTY

async function readServes(args: Args, world: World): Promise<ServeDesk['serves']> {
  const { trustOnce, ...grants } = args.options
  if (trustOnce === true || grants['upstream'] !== undefined || (args.rest.length > 0 && args.positional.length === 0))
    return wantsOnce({ ...args, options: grants }, world, 'serve')
  if (args.rest.length > 0 || Object.keys(grants).length > 0) {
    throw wrong('Grants and commands on the command line need --trust-once; an approved server has its own')
  }
  return { names: args.positional.length === 0 ? null : args.positional }
}

const taken = (issuer: string): Failure =>
  new Failure('usage-invalid', `config.yaml says that tokens come from ${issuer}, so there is none of this machine`, {
    fix: 'Get one from there, or take `identity` out of config.yaml.',
  })

const certificates = (): Failure =>
  new Failure(
    'usage-invalid',
    'config.yaml says that clients show certificates, so there is no token of this machine',
    {
      fix: 'Give each client a certificate of the authority that `tls` names, or take `clients` out of `tls` in config.yaml.',
    },
  )

const wrong = (what: string): Failure => new Failure('usage-invalid', what, { fix: 'Read `sallyport serve --help`.' })
