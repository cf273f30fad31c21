// The same server behind the whole product: looked at, approved, and run through the door and the guard of `run`.
import { PassThrough } from 'node:stream'
import type { Line } from '../../core/evidence/chain.ts'
import { exitOf, Failure, type FailureCode } from '../../core/model/failure.ts'
import type { Column, LabGrants, Play, Stop, Switch } from '../../core/model/lab.ts'
import { inkOf } from '../../core/report/ink.ts'
import { gatherHost } from '../../io/launch/host.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { approve, type ApproveDesk } from '../approve.ts'
import { readGrants } from '../grants.ts'
import { guardWorld, type Door } from '../guard-world.ts'
import { queryLog } from '../log.ts'
import { looking } from '../look-at.ts'
import type { Look } from '../../core/model/look.ts'
import { run, serve } from '../run.ts'
import { openJudging } from '../judging/judging.ts'
import { NO_RULES } from '../judging/work.ts'
import type { GuardWorld } from '../gateway/world.ts'
import { ObedientClient, type Heard } from './client.ts'
import { REGISTRY, type Idle } from './control.ts'
import type { LabPlace } from './place.ts'
import { alertsIn, approvalStops, installStops, runStops, type Account } from './stops.ts'
import { startWithout } from './unproven.ts'

export type Guarded = {
  readonly heard: Heard
  readonly stops: readonly Stop[]
  readonly alerts: readonly string[]
}

const NAME = 'guest'

export type Bench = {
  readonly place: LabPlace
  readonly play: Play
  readonly users: Pick<Door, 'sandboxUid' | 'serverUids'>
  readonly env: NodeJS.ProcessEnv
}

/** Looks once; what comes of it counts for every run. */
export async function lookOnce({ place, play, users: { sandboxUid }, env }: Bench): Promise<Look> {
  const { paths, home, server } = place
  const argv = play.from === 'package' ? ['npx', '-y', `${play.fixture}@1.0.0`] : [server]
  const entry = { name: NAME, place: 'the lab', argv, env: {}, url: null, headers: {} }
  const registry = { npm_config_registry: REGISTRY, HOME: home }
  const judging = openJudging()
  const now = (): Date => new Date()
  return looking({
    paths,
    sandboxUid,
    judging,
    now,
    cwd: place.folder,
    env: { ...env, ...registry },
    progress: () => undefined,
  })(entry, [])
}

/** Undefined stops: it is approved. With the rules off, a person accepts all that they said. */
export async function approveIn(
  { place, play }: Bench,
  look: Look,
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
  } as const
  // A person who agrees to all that is not blocked.
  const desk: ApproveDesk = {
    lock: openLock(paths),
    openRecorder: () => openEvidence(paths),
    by: 'the lab',
    now: () => new Date(),
    paths,
    home,
    ink: inkOf(false),
    show: () => undefined,
    answers: async () => 'typed',
    consent: async () => ({ given: true, how: 'typed' }),
    again: () => '',
  }
  const outcome = await approve(look, approval, desk)
  return outcome.kind === 'done' ? null : approvalStops(look, outcome)
}

const wordsFor = ({ read = [], write = [], net, env = [], memory, pids, time }: LabGrants, home: string) => ({
  read: read.map((path) => `${home}/${path}`),
  write: write.map((path) => `${home}/${path}`),
  net: net === true ? ['api.weather.test:8080/http@127.0.0.1'] : [],
  env,
  memory,
  pids,
  time,
})

export async function playGuarded(bench: Bench, look: Look, column: Column, idle: Idle): Promise<Guarded> {
  const { place, play, users, env } = bench
  const { paths, folder } = place
  const before = await eventsOf(place)
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  const said: string[] = []
  const door: Door = {
    rules: NO_RULES,
    wants: { name: NAME },
    stdin,
    stdout,
    say: () => undefined,
    echo: (_, line) => void said.push(line),
    explain: () => undefined,
    env,
    cwd: folder,
    clientPid: process.pid,
    paths,
    ...users,
    policy: { shipped: 'balanced' },
    onEnd: () => undefined,
  }
  const client = new ObedientClient(stdin, stdout)
  const running = column === 'all' ? run(door) : serve(door, lessOne(column, bench, door))
  const outputs = await client.play(play.calls, () => idle(() => said.join('\n')))
  await running
  const heard = await client.over(Promise.resolve())
  const events = (await eventsOf(place)).slice(before.length)
  const failed = events.find((event) => event.type === 'refused' && exitOf(event.code as FailureCode) === 2)
  if (failed?.type === 'refused') throw new Failure('confinement-unproven', `${column}: ${failed.detail}`)
  return {
    heard: { ...heard, outputs },
    stops: [...installStops(look), ...runStops(events, accountsIn(said.join('\n')))],
    alerts: alertsIn(events),
  }
}

/** The guard's own world, but for one layer: what is said goes unjudged, or the start leaves something out. */
function lessOne(layer: Switch, { place, users: { sandboxUid } }: Bench, door: Door): GuardWorld {
  if (layer === 'L6') {
    const world = guardWorld(door)
    return { ...world, judging: { ...world.judging, here: () => UNJUDGED, message: async () => UNJUDGED } }
  }
  const host = gatherHost({ sandboxUid, stateFolders: [place.paths.state] })
  return {
    ...guardWorld(door),
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
