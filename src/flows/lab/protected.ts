// The same server behind the whole product: looked at, approved, and run through the door and the guard of `run`.
import { PassThrough } from 'node:stream'
import type { Line } from '../../core/evidence/chain.ts'
import { exitOf, Failure, type FailureCode } from '../../core/model/failure.ts'
import type { Column, Found, LabGrants, Play, Stop, Switch } from '../../core/model/lab.ts'
import { inkOf } from '../../core/report/ink.ts'
import { gatherHost } from '../../io/launch/host.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { approve, type ApproveDesk } from '../approve.ts'
import { readGrants } from '../grants.ts'
import { type Door, type GuardSettings, guardWorld, ownShare } from '../guard-world.ts'
import { queryLog } from '../log.ts'
import { othersOf } from '../judge.ts'
import { looking } from '../look-at.ts'
import { run, serve } from '../run.ts'
import { openJudging } from '../judging/judging.ts'
import { NO_RULES } from '../judging/work.ts'
import type { GuardWorld } from '../gateway/world.ts'
import { type Heard, ObedientClient, typedIn } from './client.ts'
import { REGISTRY, type Idle } from './control.ts'
import { listedIn, variablesOf } from './listing.ts'
import { neighbourOf } from './neighbour.ts'
import { timed } from './held.ts'
import { pageOf } from './opened.ts'
import type { LabPlace } from './place.ts'
import {
  alertsIn,
  approvalStops,
  findingsIn,
  findingsOf,
  installStops,
  pageStops,
  reportStops,
  runStops,
  warningsIn,
  type Account,
  type LabLook,
} from './stops.ts'
import { startWithout } from './unproven.ts'

export type Guarded = {
  readonly heard: Heard
  readonly stops: readonly Stop[]
  readonly alerts: readonly string[]
  readonly findings: readonly Found[]
  /** What a person was shown, and what was recorded. */
  readonly kept: string
  /** What a person opens in a browser. */
  readonly page: string
  readonly heldMs: number
}

export type Bench = {
  readonly place: LabPlace
  readonly play: Play
  readonly users: Pick<GuardSettings, 'sandboxUid' | 'serverUids'>
  readonly env: NodeJS.ProcessEnv
  /** What it is approved as. */
  readonly name: string
  /** What the person who is asked to approve was shown so far. */
  readonly shown: string[]
}

/** Looks once; what comes of it counts for every run. What stands beside it was approved before. */
export async function lookOnce(bench: Bench): Promise<LabLook> {
  const { place, play, name, users, env } = bench
  const beside = neighbourOf(bench)
  if (beside !== null && (await approveIn(beside, await lookOnce(beside), true)) !== null)
    throw new Error('an honest neighbour was not approved')
  const { paths, home } = place
  const { entry, scanned } = await listedIn(place, play, name)
  const judging = openJudging()
  const look = await looking({
    paths,
    sandboxUid: users.sandboxUid,
    judging,
    now: () => new Date(),
    cwd: place.folder,
    env: { ...env, npm_config_registry: REGISTRY, HOME: home },
    progress: () => undefined,
  })(entry, othersOf(await openLock(paths).read(), name))
  return { ...look, scanned }
}

/** Undefined stops: it is approved. With the rules off, a person accepts all that they said. */
export async function approveIn(
  { place, play, shown, name }: Bench,
  look: LabLook,
  withRules: boolean,
): Promise<readonly Stop[] | null> {
  const { paths, home } = place
  const findings = look.reports.flatMap((report) => report.findings)
  const approval = {
    ...(await readGrants(wordsFor(play.grants, home), { cwd: home, own: [paths.config] })),
    environment: 'dev',
    lastsMs: null,
    reason: 'the lab',
    accept: withRules ? [] : [...new Set(findings.map(({ rule }) => rule))],
    pendingCatalogue: false,
    effects: {},
  } as const
  const declines = play.person === 'careful' && withRules && warningsIn(look).length > 0
  const desk: ApproveDesk = {
    lock: openLock(paths),
    openRecorder: () => openEvidence(paths),
    by: 'the lab',
    now: () => new Date(),
    paths,
    home,
    ink: inkOf(false),
    show: (text) => void shown.push(text),
    answers: async () => 'typed',
    consent: async (question) => {
      shown.push(question)
      return declines ? { given: false, why: 'a rule warned of it' } : { given: true, how: 'typed' }
    },
    again: () => '',
  }
  const outcome = await approve(look, approval, desk)
  if (outcome.kind === 'done') return null
  shown.push(...outcome.why, outcome.next)
  return [...approvalStops(look, outcome), ...reportStops(shown), ...pageStops(pageOf(look, name))]
}

const wordsFor = (
  { read = [], write = [], net, env = [], allow = [], memory, pids, time }: LabGrants,
  home: string,
) => ({
  read: read.map((path) => `${home}/${path}`),
  write: write.map((path) => `${home}/${path}`),
  net: net === true ? ['api.weather.test:8080/http@127.0.0.1'] : [],
  env,
  allow,
  memory,
  pids,
  time,
})

export async function playGuarded(bench: Bench, look: LabLook, column: Column, idle: Idle): Promise<Guarded> {
  const { place, play, users, env } = bench
  const { paths, folder } = place
  const before = await eventsOf(place)
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  const said: string[] = []
  const door: Door = {
    rules: NO_RULES,
    wants: { name: bench.name },
    stdin,
    stdout,
    say: (text) => void bench.shown.push(text),
    echo: (_, line) => void said.push(line),
    explain: () => undefined,
    env: { ...env, ...variablesOf(play, place.nonce) },
    cwd: folder,
    clientPid: process.pid,
    paths,
    // Nobody sits before the lab.
    settings: {
      ...users,
      marking: 'meta',
      asking: { waitMs: 0, byForm: false, stepUp: [] },
      secretsKey: 'ask',
      baselines: 'learn',
      clientCalls: null,
    },
    policy: { shipped: play.policy ?? 'balanced' },
    onEnd: () => undefined,
  }
  const client = new ObedientClient(stdin, stdout, typedIn(play, place.nonce))
  const running = column === 'all' ? run(door) : serve(door, lessOne(column, bench, door))
  const { result: answered, heldMs } = await timed(async () => {
    const answers = await client.play(play, () => idle(() => said.join('\n')))
    await running
    return answers
  })
  const heard = await client.over(Promise.resolve())
  const events = (await eventsOf(place)).slice(before.length)
  const failed = events.find((event) => event.type === 'refused' && exitOf(event.code as FailureCode) === 2)
  if (failed?.type === 'refused') throw new Failure('confinement-unproven', `${column}: ${failed.detail}`)
  const page = pageOf(look, bench.name)
  const shownStops = [...reportStops(bench.shown), ...pageStops(page)]
  return {
    heard: { ...heard, ...answered },
    stops: [...installStops(look), ...shownStops, ...runStops(events, accountsIn(said.join('\n')))],
    alerts: alertsIn(events),
    findings: [...findingsOf(look, folder), ...findingsIn(events)],
    kept: [...bench.shown, ...events.map((event) => JSON.stringify(event))].join('\n'),
    page,
    heldMs,
  }
}

/** The guard's own world, but for one layer: what is said goes unjudged, or the start leaves something out. */
function lessOne(layer: Switch, { place, users: { sandboxUid } }: Bench, door: Door): GuardWorld {
  if (layer === 'L6') {
    const world = guardWorld(door, ownShare(door))
    return { ...world, judging: { ...world.judging, here: () => UNJUDGED, message: async () => UNJUDGED } }
  }
  const host = gatherHost({ sandboxUid, stateFolders: [place.paths.state] })
  return {
    ...guardWorld(door, ownShare(door)),
    start: async (_, { exec, roots, grants, cwd }, env, mayStart, witness) => {
      const request = { purpose: 'server', argv: exec, roots, grants, cwd, env } as const
      return startWithout(layer, { request, host: await host, home: place.home }, mayStart, witness)
    },
  }
}

const UNJUDGED = { findings: [], unanswered: [], holdings: [] }

async function eventsOf({ paths }: LabPlace): Promise<readonly Line[]> {
  const { entries } = await queryLog(paths, { limit: 100_000 })
  return entries.map(({ line }) => line)
}

export const accountsIn = (stderr: string): readonly Account[] =>
  [...stderr.matchAll(/^lab-account (\{.*\})$/gm)].map(([, json]) => JSON.parse(json!) as Account)
