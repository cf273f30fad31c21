// `approvals`: what waits for a person, and their answer. Only what is typed on a terminal allows; a denial needs no answer.
import type { Question, Scope } from '../core/approval/question.ts'
import { questionText, scopeText, whatHappens } from '../core/approval/words.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, reveal, untrusted } from '../core/model/untrusted.ts'
import { approvalsDesk, type Desk } from '../flows/approvals/answer.ts'
import { isProven, newFactor } from '../flows/approvals/step-up.ts'
import { parseDuration } from '../flows/grants/duration.ts'
import { askTerminal } from '../io/ask/terminal.ts'
import { userName } from '../io/file/user-name.ts'
import { codeTyped } from './code-typed.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runApprovals({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb, id] = positional
  const { for: given, full, json } = options
  const scope = scopeOf(given)
  if (verb === 'step-up') return setUp(id, given, world)
  if (verb !== undefined && verb !== 'allow' && verb !== 'deny')
    throw misused(`approvals knows no ${quote(untrusted(verb))}`)
  if (verb !== undefined && id === undefined) throw misused(`\`approvals ${verb}\` needs an ID`)
  if (given !== undefined && verb !== 'allow') throw misused('--for belongs to `approvals allow`')
  const desk = await approvalsDesk(world.paths)
  if (verb === undefined) return list(desk, { whole: full === true, asJson: json === true }, world)
  const question = await desk.find(id!)
  const asJson = json === true
  if (verb === 'deny') return deny(desk, question, asJson, world)
  const typed = await ask(question, `Type ${id} to allow ${scopeText(scope)}, anything else to let it wait: `, world)
  if (typed === id) return allow(desk, question, scope, asJson, world)
  world.stderr.write('Nothing is allowed: the answer was not the word that was asked for.\n')
  return 1
}

/** Everything that the person must have seen, and what they typed. */
async function ask(question: Question, words: string, world: World): Promise<string> {
  const { yes } = await world.config()
  if (yes === 'deny')
    throw new Failure('not-approved', 'Nothing is allowed: config.yaml says `yes: deny`', {
      fix: 'Deny it with `sallyport approvals deny`, or correct config.yaml.',
    })
  // Values may be long: what is asked stands again where it is read last.
  const last = `${reveal(question.server)} ${whatHappens(question)}.`
  const answer = await askTerminal(`${questionText(question, { whole: true })}${last}\n${words}`)
  if (answer !== null) return answer.trim()
  throw new Failure(
    'terminal-missing',
    'this needs a typed answer; there is no terminal to ask on, so nothing is allowed',
    { fix: 'Run the command yourself on a terminal. What needs no person is for the policy to permit.' },
  )
}

async function allow(desk: Desk, question: Question, scope: Scope, asJson: boolean, world: World): Promise<ExitCode> {
  const { stepUp } = question
  if (stepUp && !(await isProven(world.paths.keys, await codeTyped('Code of your authenticator: ')))) {
    world.stderr.write('Nothing is allowed: the code is not the one of now, or was used before.\n')
    return 1
  }
  await desk.answer(question, { verdict: 'allow', scope, stepUp, by: userName() })
  return tell(question, 'allowed', asJson, world)
}

/** The secret is shown on the terminal alone: what is piped elsewhere may be kept. */
async function setUp(id: string | undefined, scope: unknown, { paths, stdout, stderr }: World): Promise<ExitCode> {
  if (id !== undefined || scope !== undefined) throw misused('`approvals step-up` takes nothing more')
  const { link, typed, confirm } = await newFactor(paths.keys, userName())
  const words = `Put this into your authenticator, as a link or typed in:\n\n  ${link}\n  ${typed}\n\nThen type its code: `
  if (!(await confirm(await codeTyped(words)))) {
    stderr.write('Nothing is kept: the code is not the one of now. Try again: a new secret is made.\n')
    return 1
  }
  stdout.write('The second factor is set up. Say in config.yaml what needs it, such as `stepUp: pay`.\n')
  return 0
}

async function deny(desk: Desk, question: Question, asJson: boolean, world: World): Promise<ExitCode> {
  await desk.answer(question, { verdict: 'deny', scope: 'once', stepUp: false, by: userName() })
  return tell(question, 'denied', asJson, world)
}

function tell(
  { id, server, item }: Question,
  outcome: 'allowed' | 'denied',
  asJson: boolean,
  { stdout }: World,
): ExitCode {
  // What a server asks of a model has no name.
  const what = item === '' ? 'a question to the model' : quote(untrusted(item))
  const line = `${outcome} ${id}: ${what} of ${reveal(server)}\n`
  stdout.write(asJson ? jsonLine('approvals', { id, server, item, outcome }) : line)
  return 0
}

type How = { readonly whole: boolean; readonly asJson: boolean }

/** 0: nothing waits any more. 1: something does. 2: something lies there that we did not write. */
async function list(desk: Desk, { whole, asJson }: How, world: World): Promise<ExitCode> {
  const { stdout, stderr, env } = world
  const { questions, strange } = await desk.waiting()
  for (const one of strange) {
    const mark = inkFor(stderr, env).bad('unanswered:')
    stderr.write(`${mark} ${one} lies among the questions and was not written by Sallyport\n`)
  }
  if (asJson) stdout.write(jsonLine('approvals', { waiting: questions.map(shown), strange }))
  else if (questions.length === 0) stdout.write('No call waits for a person.\n')
  else if (stdout.isTTY) return oneByOne(desk, questions, world)
  else {
    stdout.write(questions.map((one) => questionText(one, { whole })).join('\n'))
    for (const { id } of questions)
      stdout.write(`next: \`sallyport approvals allow ${id}\` or \`sallyport approvals deny ${id}\`\n`)
  }
  return strange.length > 0 ? 2 : questions.length > 0 ? 1 : 0
}

/** On a terminal each is asked about in its turn. One that did not wait so long is told of, and the next one comes. */
async function oneByOne(desk: Desk, questions: readonly Question[], world: World): Promise<ExitCode> {
  let left = 0
  for (const question of questions) {
    const { id } = question
    const words = `Type ${id} to allow this once, deny to deny it, anything else to let it wait: `
    const typed = await ask(question, words, world)
    if (typed !== id && typed !== 'deny') left += 1
    else {
      const answered = typed === id ? allow(desk, question, 'once', false, world) : deny(desk, question, false, world)
      await answered.catch((cause: unknown) => {
        if (!(cause instanceof Failure) || cause.code !== 'approval-gone') throw cause
        world.stderr.write(`${reveal(cause.words)}\n`)
      })
    }
  }
  return left > 0 ? 1 : 0
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
