// `login` and `logout`: what a person is told on the way, and how it ended. No token is ever printed.
import { whole } from '../core/model/untrusted.ts'
import { Failure } from '../core/model/failure.ts'
import { login, type LoggedIn } from '../flows/login/login.ts'
import { logout } from '../flows/login/logout.ts'
import { askHidden } from '../io/ask/hidden.ts'
import { openBrowser } from '../io/identity/login/browser.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf } from './desk.ts'
import { jsonLine } from './print.ts'
import { listOf } from './protect/desk.ts'
import { secretsDesk } from './secrets/desk.ts'
import type { World } from './world.ts'

export async function runLogin({ positional, options }: Args, world: World): Promise<ExitCode> {
  const name = positional[0]!
  const { stdout, stderr, env } = world
  const json = options['json'] === true
  const { secretsKey, profile } = await world.config()
  const desk = deskOf(world, { yes: options['yes'] === true, json })
  const mayOpen = options['browser'] !== false && stdout.isTTY
  const open = async (address: string): Promise<boolean> => mayOpen && openBrowser(address, env)
  const words = { scopes: listOf(options, 'scope'), port: portIn(options['port']) }
  const done = await login(name, words, { ...desk, env, secretsKey, askHidden, profile, tell: desk.show, open })
  if ('why' in done) {
    stderr.write(`${name}: nobody was logged in: ${done.why}\n`)
    return 1
  }
  stdout.write(json ? jsonLine('login', done) : told(done))
  return 0
}

export async function runLogout(args: Args, world: World): Promise<ExitCode> {
  const name = args.positional[0]!
  const { issuer, why } = await logout(name, await secretsDesk(args, world))
  if (args.options['json'] === true)
    world.stdout.write(jsonLine('logout', { server: name, issuer, revoked: why === null, why }))
  else {
    const rest =
      why === null ? `${whole(issuer)} has taken its tokens back.` : `They may be good until they are over: ${why}.`
    world.stdout.write(`Logged out of ${name}: the gateway has no tokens for it any more. ${rest}\n`)
  }
  return 0
}

function told({ server, issuer, client, scopes, until, isRenewed }: LoggedIn): string {
  const asked = scopes.length === 0 ? 'no scope' : scopes.map(whole).join(', ')
  const ends = until === null ? 'until the server refuses it' : `until ${new Date(until).toISOString()}`
  const after = isRenewed ? 'and is renewed by itself' : 'and then you log in again'
  return `Logged in to ${server} at ${whole(issuer)}, as the client ${whole(client)}, for ${asked}. It is good ${ends}, ${after}.\n`
}

function portIn(word: unknown): number {
  if (word === undefined) return 0
  const port = typeof word === 'string' && /^\d{1,5}$/.test(word) ? Number(word) : 0
  if (port > 1_023 && port < 65_536) return port
  throw new Failure('usage-invalid', '--port wants a number from 1024 to 65535', {
    fix: 'Read `sallyport login --help`.',
  })
}
