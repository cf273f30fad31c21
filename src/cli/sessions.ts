// `sessions`: what the conversations of this user's clients were exposed to. To forget that loosens what is decided next, so it
// is typed on a terminal.
import { Failure } from '../core/model/failure.ts'
import type { SessionShown } from '../core/model/session.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { sessionsText, sessionText } from '../core/report/sessions-text.ts'
import { clearSession, type SessionsDesk, sessionsHere, sessionWith } from '../flows/sessions.ts'
import { consent } from '../io/ask/consent.ts'
import { userName } from '../io/file/user-name.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import { ownBuild, ownProgram } from './self.ts'
import { tellUnanswered } from './unanswered.ts'
import type { World } from './world.ts'

export async function runSessions({ positional, options }: Args, world: World): Promise<ExitCode> {
  const { paths, stdout, env } = world
  const [verb, id] = positional
  const desk: SessionsDesk = { paths, version: ownBuild(ownProgram()), by: userName() }
  const asJson = options['json'] === true
  if (verb === undefined) {
    const { sessions, unanswered } = await sessionsHere(desk)
    stdout.write(asJson ? jsonLine('sessions', { sessions, unanswered }) : sessionsText(sessions, inkFor(stdout, env)))
    return tellUnanswered(unanswered, 'What it follows is not shown.', world)
  }
  if (verb !== 'clear') throw misused(`sessions knows no ${quote(untrusted(verb))}`)
  if (id === undefined) throw misused('`sessions clear` needs an ID')
  const session = await sessionWith(id, desk)
  if (!(await agreed(session, options['yes'] === true, world))) return 1
  await clearSession(session, desk)
  stdout.write(
    asJson ? jsonLine('sessions', { cleared: id }) : `cleared ${id}: what it was told before counts no more\n`,
  )
  return 0
}

async function agreed(session: SessionShown, yes: boolean, world: World): Promise<boolean> {
  const { stdout, stderr, env } = world
  const question = `${sessionText(session, inkFor(stdout, env))}What it was told is forgotten: nothing of it is recognised any more where it leaves by another server.`
  const { yes: allowed } = await world.config()
  const answer = await consent({ setting: 'yes', allowed, yes, question, expected: session.id })
  if (!answer.given) stderr.write(`Nothing is cleared: ${answer.why}\n`)
  return answer.given
}

const misused = (message: string): Failure =>
  new Failure('usage-invalid', message, { fix: 'Read `sallyport sessions --help`.' })
