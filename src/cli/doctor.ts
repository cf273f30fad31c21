// `doctor`: shows the checks, and with --fix runs their commands one by one, each after a typed yes.
import { spawnSync } from 'node:child_process'
import { shownCommand } from '../core/confine/remedies.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { Ink } from '../core/report/ink.ts'
import type { Check, CheckState } from '../flows/doctor/check.ts'
import { collectStore, freedText } from '../flows/collect.ts'
import { examine, type Patient } from '../flows/doctor.ts'
import { askTerminal } from '../io/ask/terminal.ts'
import { gatherHost } from '../io/launch/host.ts'
import { openLock } from '../io/store/lockfile.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runDoctor({ options }: Args, world: World): Promise<ExitCode> {
  const { stdout, stderr, env } = world
  let checks = await examine(await patientOf(world))
  if (options['fix'] === true) {
    const hasRun = await mend(checks, (text) => stderr.write(text))
    const hasFreed = await free(world)
    if (hasRun || hasFreed) checks = await examine(await patientOf(world))
  }
  if (options['json'] === true) stdout.write(jsonLine('doctor', { ok: exitOf(checks) === 0, checks }))
  else stdout.write(doctorText(checks, inkFor(stdout, env)))
  return exitOf(checks)
}

const DEFAULT_SANDBOX_UID = 65_533

/** A damaged configuration is one of the findings, so it must not keep the others from being shown. */
async function patientOf(world: World): Promise<Patient> {
  const sandboxUid = await Promise.resolve()
    .then(() => world.config())
    .then((config) => config.sandboxUid)
    .catch(() => DEFAULT_SANDBOX_UID)
  return {
    host: await gatherHost({ sandboxUid, stateFolders: stateFolders(world) }),
    nodeVersion: process.version,
    env: world.env,
    paths: () => world.paths,
    config: () => world.config(),
    readLock: () => openLock(world.paths).read(),
  }
}

/** Nobody is asked: nothing that is approved or in use is touched, and what is needed again can be had again. */
async function free({ paths, now, stderr }: World): Promise<boolean> {
  const freed = await collectStore({ paths, readLock: openLock(paths).read, now }, true)
  const text = freedText(freed)
  if (text !== null) stderr.write(`${text}\n`)
  return text !== null
}

function stateFolders(world: World): string[] {
  try {
    return [world.paths.config, world.paths.state]
  } catch {
    return []
  }
}

export const exitOf = (checks: readonly Check[]): ExitCode =>
  checks.some(({ state }) => state === 'missing') ? 2 : checks.some(({ state }) => state === 'degraded') ? 1 : 0

const MARKS = {
  ok: ['good', 'ok      '],
  note: ['faint', 'note    '],
  degraded: ['warn', 'degraded'],
  missing: ['bad', 'MISSING '],
} as const satisfies Record<CheckState, readonly [keyof Ink, string]>

/** One line for what is well; for the rest also what it costs and what to type. */
export function doctorText(checks: readonly Check[], ink: Ink): string {
  const lines = checks.flatMap(({ state, title, detail, cost, next }) => {
    const [colour, mark] = MARKS[state]
    const more = [cost === '' ? '' : `costs: ${cost}`, next === '' ? '' : `next:  ${next}`].filter(
      (line) => line !== '',
    )
    return [
      `${ink[colour](mark)}  ${ink.strong(title)}: ${reveal(detail)}`,
      ...more.map((line) => `          ${line.replaceAll('\n', '\n          ')}`),
    ]
  })
  const summary = ['All is in force.', 'It works, with less than there could be.', 'Servers cannot run here yet.'][
    exitOf(checks)
  ]!
  const hint = checks.some(({ mend }) => mend.length > 0)
    ? ' `sallyport doctor --fix` runs the commands above, asking before each.'
    : ''
  return `${lines.join('\n')}\n\n${summary}${hint}\n`
}

/** Whether anything was run. Without a terminal nothing is: the commands change the machine. */
async function mend(checks: readonly Check[], say: (text: string) => void): Promise<boolean> {
  let hasRun = false
  for (const { title, mend: remedies } of checks) {
    for (const remedy of remedies) {
      const answer = await askTerminal(
        `${title} needs this command:\n  ${shownCommand(remedy).replaceAll('\n', '\n  ')}\nType yes to run it: `,
      )
      if (answer === null) {
        say('There is no terminal to ask on, so nothing was run. Run the commands below yourself.\n')
        return hasRun
      }
      if (answer !== 'yes') {
        say('Left as it is.\n')
        break // Its later commands build on this one.
      }
      const [program, ...args] = remedy.argv
      const { status, error } = spawnSync(program, args, {
        input: remedy.input,
        stdio: [remedy.input === undefined ? 'inherit' : 'pipe', 2, 2],
      })
      hasRun = true
      if (status === 0) continue
      say(`That failed (${error?.message ?? `exit ${status ?? 'by signal'}`}).\n`)
      break
    }
  }
  return hasRun
}
