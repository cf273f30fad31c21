// `approvals`: what waits for a person, and their answer. Nobody but a person at a terminal allows; denying needs no answer.
import type { Question, Scope } from '../core/approval/question.ts'
import { questionText, scopeText } from '../core/approval/words.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { approvalsDesk, type Desk } from '../flows/approvals/answer.ts'
import { parseDuration } from '../flows/duration.ts'
import { askTerminal } from '../io/ask/terminal.ts'
import { userName } from '../io/file/user-name.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runApprovals({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb, id] = positional
  const asJson = options['json'] === true
  const scope = scopeOf(options['for'])
  if (verb !== undefined && verb !== 'allow' && verb !== 'deny')
    throw misused(`approvals knows no ${quote(untrusted(verb))}`)
  if (verb !== undefined && id === undefined) throw misused(`\`approvals ${verb}\` needs an ID`)
  if (options['for'] !== undefined && verb !== 'allow') throw misused('--for belongs to `approvals allow`')
  const desk = await approvalsDesk(world.paths)
  if (verb === undefined) return list(desk, { whole: options['full'] === true, asJson }, world)
  const question = await desk.find(id!)
  if (verb === 'deny') {
    await desk.answer(question, 'deny', 'once', userName())
    return said(question, 'denied', asJson, world)
  }
  return allow(desk, question, scope, asJson, world)
}

async function allow(desk: Desk, question: Question, scope: Scope, asJson: boolean, world: World): Promise<ExitCode> {
  const { id } = question
  const { yes } = await world.config()
  if (yes === 'deny')
    throw new Failure('not-approved', 'Not allowed: config.yaml says `yes: deny`', {
      fix: 'Correct config.yaml if you want to allow calls.',
    })
  const asked = `${questionText(question, { whole: true })}Allow ${scopeText(scope)}? Type ${id} to agree, anything else to let it wait: `
  const answer = await askTerminal(asked)
  if (answer === null) throw noTerminal()
  if (answer.trim() !== id) {
    world.stderr.write('Nothing is allowed: the answer was not the word that was asked for.\n')
    return 1
  }
  await desk.answer(question, 'allow', scope, userName())
  return said(question, 'allowed', asJson, world)
}

const noTerminal = (): Failure =>
  new Failure('terminal-missing', 'this needs a typed answer; there is no terminal to ask on, so nothing is allowed', {
    fix: 'Run the command yourself on a terminal. What needs no person is said in the policy: see `sallyport policy show`.',
  })

function said({ id, server, item }: Question, outcome: 'allowed' | 'denied', asJson: boolean, world: World): ExitCode {
  world.stdout.write(
    asJson
      ? jsonLine('approvals', { id, server, item, outcome })
      : `${outcome} ${id}: ${quote(untrusted(item))} of ${server}\n`,
  )
  return 0
}

/** 0: nothing waits. 1: something does. 2: something lies there that we did not write. */
async function list(
  desk: Desk,
  how: { readonly whole: boolean; readonly asJson: boolean },
  world: World,
): Promise<ExitCode> {
  const { stdout, stderr, env } = world
  const { questions, strange } = await desk.waiting()
  if (how.asJson) stdout.write(jsonLine('approvals', { waiting: questions.map(shown), strange }))
  else {
    stdout.write(
      questions.length === 0
        ? 'No call waits for a person.\n'
        : questions.map((one) => questionText(one, how)).join('\n'),
    )
    for (const one of strange) {
      stderr.write(
        `${inkFor(stderr, env).bad('unanswered:')} ${one} lies among the questions and was not written by Sallyport\n`,
      )
    }
    for (const { id } of questions)
      stdout.write(`next: \`sallyport approvals allow ${id}\` or \`sallyport approvals deny ${id}\`\n`)
  }
  return strange.length > 0 ? 2 : questions.length > 0 ? 1 : 0
}

/** What ties an answer to its question is for nobody's eyes. */
const shown = ({ nonce: _nonce, guard, ...rest }: Question) => ({ ...rest, guard: guard.pid })

function scopeOf(given: Args['options'][string]): Scope {
  if (given === undefined || given === 'once') return 'once'
  if (given === 'session') return 'session'
  const ms = typeof given === 'string' ? parseDuration(given) : null
  if (ms !== null) return ms
  throw misused('--for wants once, session, or a time such as 10m')
}

const misused = (message: string): Failure =>
  new Failure('usage-invalid', message, { fix: 'Read `sallyport approvals --help`.' })
