// Plays a server with bait before anybody uses it: confined, in a home that is not one, in a world that is us. What it does there is
// compared with what it was asked to do.
import type { Host } from '../../../core/confine/plan.ts'
import type { ResolvedTarget } from '../../resolve/world.ts'
import type { Catalogue, Era } from '../../../core/model/catalogue.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { Rehearsed } from '../../../core/model/rehearsal.ts'
import { classify } from '../../../core/policy/effect-class.ts'
import { differencesOf } from '../../../core/rehearsal/differences.ts'
import { DAYS_LATER } from '../../../core/rehearsal/clock.ts'
import { counted } from '../../../core/text/counted.ts'
import { valueFor, variablesNamed, wantsFolder } from '../../../core/rehearsal/needs.ts'
import { noReplies, PROJECT, type Replies } from './asks.ts'
import { play, type Act, type Played, type Setting } from './play.ts'
import { playScript, scriptsOf } from './scripts.ts'
import { seenIn, type Seen } from './seen.ts'
import { openStage, readCalls, type Stage } from './stage.ts'

export type Rehearsal = Rehearsed & {
  /** What it needed to start, beside its command: names of variables, and words of its command line. */
  readonly needs: { readonly variables: readonly string[]; readonly args: readonly string[] }
  /** Null: it never said what it offers. */
  readonly tools: { readonly called: number; readonly of: number } | null
  /** Of the first client as well: prompts that were taken, resources that were read. */
  readonly others: Replies['others']
  readonly playings: {
    readonly seen: number
    readonly of: number
    /** Of one with the clock ahead. */ readonly later: number
  }
  readonly offered: Catalogue | null
  /** What could not be watched or tried, in our words. Any of it makes the rehearsal incomplete. */
  readonly missed: readonly string[]
}

export type RehearseWorld = { readonly host: Host; readonly progress: (text: string) => void }

const LATER = `${DAYS_LATER} days later`
const CLAUDE = { name: 'claude-ai', version: '0.1.0' }
const PART = { isReadOnly: true, isAll: false }
const WHOLE = { turns: [0, 1], isReadOnly: false, isAll: true }

/** The first of them decides whether there are others, and in which era. */
const ACTS: readonly [Omit<Act, 'era'>, ...Omit<Act, 'era'>[]] = [
  { name: 'the first client', client: CLAUDE, isLater: false, asks: WHOLE },
  {
    name: 'another client, with keys in its environment',
    client: { name: 'claude-code', version: '2.0.0' },
    isLater: false,
    hasKeys: true,
    asks: { ...PART, turns: [2, 3] },
  },
  { name: LATER, client: CLAUDE, isLater: true, asks: WHOLE },
]

/** Played beside the others where a server speaks both eras. */
const MODERN: Act = {
  name: 'a client of the modern era',
  era: 'modern',
  client: { name: 'Visual Studio Code', version: '1.110.0' },
  isLater: false,
  asks: { ...PART, turns: [1] },
}

/** Never throws for what the server does: one that does not start is judged by what it did until then. */
export async function rehearse(resolved: ResolvedTarget, world: RehearseWorld): Promise<Rehearsal> {
  const stage = await openStage(world.host)
  const rehearsal = await playAll(resolved, stage, world).catch(async (cause: unknown) => {
    await stage.close()
    throw cause
  })
  if (await stage.close()) return rehearsal
  return { ...rehearsal, missed: [...rehearsal.missed, 'what it left in its home, which could not be removed'] }
}

async function playAll(resolved: ResolvedTarget, stage: Stage, { host, progress }: RehearseWorld): Promise<Rehearsal> {
  const isWatched = host.tools.strace !== undefined
  const missed = new Set(resolved.unplayed)
  if (!isWatched) missed.add('which files and programs it touched: strace is not installed')
  const seen: Seen[] = []
  const tracing: Tracing = async (name, act, playIt) => {
    const trace = isWatched ? stage.traceFile(name) : null
    const done = await playIt(trace)
    await stage.world.heard()
    const calls = trace === null ? null : await readCalls(trace)
    if (trace !== null && calls === null)
      missed.add(`what it touched in ${act}: there were no calls to read, or too many`)
    const found = seenIn(done, calls, stage)
    seen.push(found)
    for (const what of [...done.missed, ...found.missed]) missed.add(`${act}: ${what}`)
    if (found.deeds.some(({ kind, during }) => kind === 'started' && during === 'the end'))
      missed.add(`${act}: what programs do that it started when it was ended; they ended with it`)
    if (done.failed !== null && done.offered.length > 0) missed.add(`${act}: ${done.failed.message}`)
    return done
  }

  const { scripts, left } = await scriptsOf(resolved)
  if (left > 0) missed.add(`${counted(left, 'install script')}, not played`)
  for (const [number, script] of scripts.entries()) {
    progress(`rehearsing: the install script ${script.name}`)
    const work = tracing(`script-${number}`, `the install script "${script.name}"`, (trace) =>
      playScript(script, resolved.roots, host, stage, trace),
    )
    await work.catch((cause: unknown) => missed.add(`an install script: ${wordsOf(cause)}`))
  }

  const played: Played[] = []
  let setting: Setting = { stage, host, env: resolved.env ?? {}, args: [], trace: null }
  let later = 0
  /** Why it was not played; null: it was. */
  const playAct = async (act: Act, mostStarts = 1): Promise<string | null> => {
    progress(`rehearsing: ${act.name}`)
    try {
      const done = await withNeeds(resolved, act, setting, mostStarts, tracing)
      setting = done.setting
      const { failed, isMoved, offered } = done.played
      if (act.isLater && isMoved && failed === null) later += 1
      if (offered.length === 0) return `${act.name}: ${failed?.message ?? 'it offered nothing'}`
      played.push(done.played)
      return null
    } catch (cause) {
      return `${act.name}: ${wordsOf(cause)}`
    }
  }
  const [first, ...others] = ACTS
  let era: Era = 'legacy'
  let unplayed = await playAct({ ...first, era }, MOST_STARTS)
  if (unplayed !== null && (await playAct({ ...first, era: 'modern' })) === null) [era, unplayed] = ['modern', null]
  if (unplayed !== null) missed.add(unplayed)
  // One that never started as the first client starts for nobody.
  for (const act of unplayed === null ? others : []) {
    const why = await playAct({ ...act, era })
    if (why !== null) missed.add(why)
  }
  const hasBoth = unplayed === null && era === 'legacy' && (await playAct(MODERN)) === null
  if (stage.world.record.dropped > 0) missed.add('all that it sent: there was more than is kept')
  return {
    baits: stage.baits,
    deeds: seen.flatMap(({ deeds }) => deeds),
    leaks: seen.flatMap(({ leaks }) => leaks),
    ...offeredIn(played),
    needs: { variables: Object.keys(setting.env), args: setting.args },
    playings: { seen: played.length, of: ACTS.length + (hasBoth ? 1 : 0), later },
    missed: [...missed],
  }
}

/** Plays once, and takes down all that was seen of it. Throws a Failure when no sandbox could be had. */
type Tracing = (name: string, act: string, playIt: (trace: string | null) => Promise<Played>) => Promise<Played>

const wordsOf = (cause: unknown): string => {
  if (!(cause instanceof Failure)) throw cause
  return cause.message
}

function offeredIn([first, ...others]: readonly Played[]): Pick<
  Rehearsal,
  'judged' | 'differences' | 'tools' | 'others' | 'offered'
> {
  const base = first?.offered[0]
  if (first === undefined || base === undefined) {
    return { judged: {}, differences: [], tools: null, others: noReplies().others, offered: null }
  }
  const { offered, replies } = first
  const { called, silent, others: asked } = replies
  return {
    judged: judgedIn(base),
    offered: base,
    differences: [...afterCalls(offered), ...others.flatMap((other) => inAct(other.cues[0]!.act, base, other))],
    tools: { called: called.size - silent.size, of: base.tools.length },
    others: asked,
  }
}

const afterCalls = ([before, after]: readonly Catalogue[]) =>
  after === undefined ? [] : differencesOf('after its tools were called', before!, after)

const inAct = (when: string, base: Catalogue, { offered }: Played) => [
  ...differencesOf(when, base, offered[0]!),
  ...afterCalls(offered).map((one) => ({ ...one, when: `${when}, ${one.when}` })),
]

const judgedIn = ({ tools }: Catalogue): Rehearsed['judged'] =>
  Object.fromEntries(tools.map((tool) => [tool.name, classify(tool).effect]))

const MOST_STARTS = 4

/** A server that ends at once and says what it lacks is given it, and started again. */
async function withNeeds(resolved: ResolvedTarget, act: Act, first: Setting, most: number, tracing: Tracing) {
  let setting = first
  for (let starts = 1; ; starts += 1) {
    const now = setting
    const played = await tracing(`${act.name}-${starts}`, act.name, (trace) => play(resolved, act, { ...now, trace }))
    const { failed, offered } = played
    const next = failed === null || offered.length > 0 || starts === most ? null : withLacking(now, failed)
    if (next === null) return { played, setting }
    setting = next
  }
}

/** What it says it lacks, once more; null: it says nothing that it could be given. */
function withLacking(setting: Setting, { code, cause }: Failure): Setting | null {
  const { env, args, stage } = setting
  const stderr = typeof cause === 'string' ? cause : ''
  const named = variablesNamed(stderr).filter((name) => env[name] === undefined)
  const values = Object.fromEntries(named.map((name) => [name, valueFor(name, PROJECT, stage.newTag)]))
  if (named.length > 0) return { ...setting, env: { ...env, ...values } }
  if (args.length > 0) return null
  // Some listen on a port unless they are told not to.
  if (code === 'server-silent') return { ...setting, args: ['--stdio'] }
  return wantsFolder(stderr) ? { ...setting, args: [PROJECT] } : null
}
