// Plays a server with bait before anybody uses it: confined, in a home that is not one, in a world that is us. What it does there is
// compared with what it was asked to do.
import type { Host } from '../../../core/confine/plan.ts'
import type { Resolved } from '../../../core/model/artifact.ts'
import type { ResolvedTarget } from '../../resolve/world.ts'
import type { Catalogue } from '../../../core/model/catalogue.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { Rehearsed } from '../../../core/model/rehearsal.ts'
import { classify } from '../../../core/policy/effect-class.ts'
import { differencesOf } from '../../../core/rehearsal/differences.ts'
import { DAYS_LATER } from '../../../core/rehearsal/clock.ts'
import { valueFor, variablesNamed, wantsFolder } from '../../../core/rehearsal/needs.ts'
import { play, type Act, type Played, type Setting } from './play.ts'
import { playScript, scriptsOf } from './scripts.ts'
import { seenIn } from './seen.ts'
import { openStage, readCalls, type Stage } from './stage.ts'

export type Rehearsal = Rehearsed & {
  /** What it needed to start, beside its command: names of variables, and words of its command line. */
  readonly needs: { readonly variables: readonly string[]; readonly args: readonly string[] }
  readonly tools: { readonly called: number; readonly silent: number; readonly of: number }
  /** What could not be watched or tried, in our words. Any of it makes the rehearsal incomplete. */
  readonly missed: readonly string[]
}

export type RehearseWorld = { readonly host: Host; readonly progress: (text: string) => void }

const LEGACY: readonly Act[] = [
  {
    name: 'the first client',
    era: 'legacy',
    client: { name: 'claude-ai', version: '0.1.0' },
    isLater: false,
    calls: 'all',
  },
  {
    name: 'another client',
    era: 'legacy',
    client: { name: 'cursor-vscode', version: '1.0.0' },
    isLater: false,
    calls: 'some',
  },
  {
    name: `${DAYS_LATER} days later`,
    era: 'legacy',
    client: { name: 'claude-ai', version: '0.1.0' },
    isLater: true,
    calls: 'all',
  },
]

/** Throws a Failure when the server could not be played at all. */
export async function rehearse(resolved: ResolvedTarget, world: RehearseWorld): Promise<Rehearsal> {
  const stage = await openStage(world.host)
  try {
    return await playAll(resolved, stage, world)
  } finally {
    await stage.close()
  }
}

async function playAll(resolved: ResolvedTarget, stage: Stage, { host, progress }: RehearseWorld): Promise<Rehearsal> {
  const missed: string[] = []
  const isWatched = host.tools.strace !== undefined
  if (!isWatched) missed.push('which files and programs it touched: strace is not installed')
  const plain: Setting = { stage, host, env: {}, args: [], trace: null }
  const seen: Pick<Rehearsed, 'deeds' | 'leaks'>[] = []
  const played: Played[] = []
  const note = async (done: Played, act: string, trace: string | null): Promise<void> => {
    const calls = trace === null ? '' : await readCalls(trace)
    if (calls === null) missed.push(`what it touched in ${act}: there were no calls to read, or too many`)
    seen.push(seenIn(done, calls ?? '', stage))
  }
  for (const [number, script] of (await scriptsOf(resolved)).entries()) {
    progress(`rehearsing: the install script ${script.name}`)
    const trace = isWatched ? stage.traceFile(`script-${number}`) : null
    await note(await playScript(script, resolved.roots, host, stage, trace), 'an install script', trace)
  }
  let setting = plain
  for (const [number, act] of LEGACY.entries()) {
    progress(`rehearsing: ${act.name}`)
    const trace = isWatched ? stage.traceFile(`act-${number}`) : null
    try {
      const first = played.length === 0
      const done = first
        ? await withNeeds(resolved, act, { ...setting, trace }, stage)
        : { played: await play(resolved, act, { ...setting, trace }), setting }
      setting = { ...done.setting, trace: null }
      played.push(done.played)
      await note(done.played, act.name, trace)
    } catch (cause) {
      if (!(cause instanceof Failure) || played.length === 0) throw cause
      missed.push(`${act.name}: ${cause.message}`)
    }
  }
  if (stage.world.record.dropped > 0) missed.push('all that it sent: there was more than is kept')
  const [first, ...others] = played
  const { offered, called, silent } = first!
  const base = offered[0]!
  return {
    baits: stage.baits,
    deeds: seen.flatMap(({ deeds }) => deeds),
    leaks: seen.flatMap(({ leaks }) => leaks),
    judged: judgedIn(base),
    differences: [...afterCalls(offered), ...others.flatMap((other, i) => inAct(LEGACY[i + 1]!.name, base, other))],
    needs: { variables: Object.keys(setting.env), args: setting.args },
    tools: { called: called.size - silent.size, silent: silent.size, of: base.tools.length },
    missed,
  }
}

const afterCalls = ([before, after]: readonly Catalogue[]) =>
  after === undefined ? [] : differencesOf('after its tools were called', before!, after)

const inAct = (when: string, base: Catalogue, { offered }: Played) => [
  ...differencesOf(when, base, offered[0]!),
  ...afterCalls(offered).map(({ what }) => ({ when: `${when}, after its tools were called`, what })),
]

const judgedIn = ({ tools }: Catalogue): Rehearsed['judged'] =>
  Object.fromEntries(tools.map((tool) => [tool.name, classify(tool).effect]))

const MOST_TRIES = 4

/** A server that ends at once and says what it lacks is given it, and tried again. */
async function withNeeds(resolved: Resolved, act: Act, first: Setting, stage: Stage) {
  let setting = first
  for (let tries = 1; ; tries += 1) {
    try {
      return { played: await play(resolved, act, setting), setting }
    } catch (cause) {
      if (!(cause instanceof Failure) || tries === MOST_TRIES) throw cause
      const stderr = typeof cause.cause === 'string' ? cause.cause : ''
      const named = variablesNamed(stderr).filter((name) => setting.env[name] === undefined)
      const values = Object.fromEntries(named.map((name) => [name, valueFor(name, stage.newTag)]))
      if (named.length > 0) setting = { ...setting, env: { ...setting.env, ...values } }
      else if (setting.args.length > 0) throw cause
      // Some listen on a port unless they are told not to.
      else if (cause.code === 'server-silent') setting = { ...setting, args: ['--stdio'] }
      else if (wantsFolder(stderr)) setting = { ...setting, args: ['/home/mcp/project'] }
      else throw cause
    }
  }
}
