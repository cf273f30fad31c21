// What commands about approvals have in common: their world, and how they end.
import { homedir, userInfo } from 'node:os'
import type { LaunchEntry } from '../core/model/launch.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { ApproveDesk } from '../flows/approve.ts'
import type { TakeDesk } from '../flows/change.ts'
import type { Look } from '../core/model/look.ts'
import type { Outcome } from '../flows/outcome.ts'
import { PolicyHere } from '../flows/policy/policy-here.ts'
import { consent, howAnswered, type Agreed } from '../io/ask/consent.ts'
import { userName as nameOfUser } from '../io/file/user-name.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { openLock } from '../io/store/lockfile.ts'
import type { ExitCode } from './command.ts'
import { inkFor, jsonLine, progressOn, tell } from './print.ts'
import { policyGiven } from './settings/policy.ts'
import type { World } from './world.ts'

export function deskOf(
  world: World,
  options: { readonly yes: boolean; readonly json: boolean; readonly again?: ApproveDesk['again'] },
): ApproveDesk & TakeDesk {
  const { paths, stdout, stderr, env, now } = world
  const shown: string[] = []
  // With --json stdout holds one object, and what a person reads goes to stderr.
  const stream = options.json ? stderr : stdout
  return {
    lock: openLock(paths),
    openRecorder: () => openEvidence(paths),
    by: userName(),
    now,
    paths,
    home: homedir(),
    ink: inkFor(stream, env),
    show: (text) => {
      shown.push(text)
      tell(stream, text)
    },
    again: options.again ?? (() => ''),
    policy: async () => new PolicyHere(await policyGiven(world), nameOfUser()),
    leastTier: async () => {
      const { tier } = await world.config()
      return tier === 'off' ? null : tier
    },
    answers: async () => howAnswered({ allowed: (await world.config()).yes, yes: options.yes }),
    consent: async (question, expected): Promise<Agreed> => {
      const { yes: allowed } = await world.config()
      // Who answers must have seen it all: what went elsewhere than to a terminal is shown again with the question.
      const whole = stream.isTTY ? question : [...shown, question].join('\n')
      return consent({ setting: 'yes', allowed, yes: options.yes, question: whole, expected })
    },
  }
}

/** As the user database says, never as the environment says: the name stands in the lockfile and in the log. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.geteuid?.() ?? 'unknown'}`
  }
}

/** The looking itself is heavy, and loaded only when something is really to be looked at. */
export async function lookNow(entry: LaunchEntry, world: World): Promise<Look> {
  const { paths, cwd, env, now } = world
  const [{ looking }, { othersOf }, { judgingWith }, { rulesGiven }] = await Promise.all([
    import('../flows/look-at.ts'),
    import('../flows/judging/judge.ts'),
    import('./settings/user-rules.ts'),
    import('./settings/rules.ts'),
  ])
  const judging = await judgingWith(await rulesGiven(world))
  const others = othersOf(await openLock(paths).read(), entry.name)
  const { sandboxUid } = await world.config()
  return looking({ paths, sandboxUid, judging, now, cwd, env, progress: progressOn(world) })(entry, others)
}

const EXIT: Readonly<Record<Outcome['kind'], ExitCode>> = { done: 0, refused: 1, unanswered: 2 }

export function printOutcome(command: string, name: string, outcome: Outcome, json: boolean, world: World): ExitCode {
  const { stdout, stderr, env } = world
  if (json) {
    const { kind, ...said } = outcome
    stdout.write(jsonLine(command, { name, outcome: kind, ...said }))
  } else if (outcome.kind === 'done') tell(stdout, outcome.text)
  else {
    const ink = inkFor(stderr, env)
    for (const why of outcome.why) tell(stderr, `${ink.bad(`${outcome.kind}:`)} ${reveal(why)}\n`)
    stderr.write(`${ink.strong('next:')} ${reveal(outcome.next)}\n`)
  }
  return EXIT[outcome.kind]
}
