// A conversation behind the whole product: each server through a door and a guard as those of `run`, and all of them in one
// session as in the gateway process.
import { PassThrough } from 'node:stream'
import type { Line } from '../../core/evidence/chain.ts'
import { exitOf, Failure, type FailureCode } from '../../core/model/failure.ts'
import type { Column, Found, Play, Stop, Switch } from '../../core/model/lab.ts'
import { gatherHost } from '../../io/launch/host.ts'
import type { GuardWorld } from '../gateway/world.ts'
import { Following } from '../following/following.ts'
import { guardWorld, ownShare, type Door, type Place as Given, type Shared } from '../guard-world.ts'
import { NO_RULES } from '../judging/work.ts'
import { queryLog } from '../log.ts'
import { run, serve } from '../run.ts'
import { answering } from './answering.ts'
import { allOf } from './beside.ts'
import { converse, type Heard, trafficOf } from './client.ts'
import { Connection, typedIn } from './connection.ts'
import { besideBare, type Idle, startPlainly } from './control.ts'
import { timed } from './held.ts'
import { ownTools, startListed, watchHost } from './host.ts'
import { variablesOf } from './listing.ts'
import { pageOf } from './opened.ts'
import type { LabPlace } from './place.ts'
import type { Bench } from './protected.ts'
import {
  alertsIn,
  findingsIn,
  findingsOf,
  installStops,
  pageStops,
  questionsIn,
  reportStops,
  runStops,
  type Account,
  type LabLook,
} from './stops.ts'
import { commandOf, onLines } from '../start.ts'
import { keyOf } from './stored.ts'
import { startWithout } from './unproven.ts'
import { come, isOverHttp } from './visits/come.ts'
import { foundOpen } from './visits/left-open.ts'
import { atServed, type ServedDesk } from './visits/served.ts'
import type { Door as At } from './visits/visit.ts'
import { servedStops } from './visits/served-stops.ts'

export type Guarded = {
  readonly heard: Heard
  readonly stops: readonly Stop[]
  readonly alerts: readonly string[]
  readonly findings: readonly Found[]
  readonly questions: number
  /** What a person was shown, and what was recorded. */
  readonly kept: string
  /** What a person opens in a browser. */
  readonly page: string
  readonly heldMs: number
}

export async function playGuarded(bench: Bench, look: LabLook, column: Column, idle: Idle): Promise<Guarded> {
  const { place, play } = bench
  const before = await eventsOf(place)
  const said: string[] = []
  const over = new AbortController()
  const person = answering(place.paths, play.allows, bench.shown, over.signal)
  const { heard, heldMs } = await (isOverHttp(play)
    ? visited(bench, column, said, idle)
    : talked(bench, column, said, idle))
  over.abort()
  await person
  const open = play.leftOpen === true ? await foundOpen(bench, () => startPlainly(bench)) : []
  const events = (await eventsOf(place)).slice(before.length)
  const failed = events.find((event) => event.type === 'refused' && exitOf(event.code as FailureCode) === 2)
  if (failed?.type === 'refused') throw new Failure('confinement-unproven', `${column}: ${failed.detail}`)
  const page = pageOf(look, bench.name)
  const shownStops = [...reportStops(bench.shown), ...pageStops(page)]
  return {
    heard,
    stops: [
      ...installStops(look),
      ...shownStops,
      ...runStops(events, accountsIn(said.join('\n'))),
      ...servedStops(events),
      ...open.map(openStop),
    ],
    alerts: alertsIn(events),
    findings: [...findingsOf(look, place.folder), ...findingsIn(events), ...open],
    questions: questionsIn(events),
    kept: [...bench.shown, ...events.map((event) => JSON.stringify(event))].join('\n'),
    page,
    heldMs,
  }
}

type Talked = Pick<Guarded, 'heard' | 'heldMs'>

async function talked(bench: Bench, column: Column, said: string[], idle: Idle): Promise<Talked> {
  const { play } = bench
  const [one, ...beside] = allOf(bench)
  const opened = [doorOf(one, play, said), ...beside.map((other) => doorOf(other, play, said))] as const
  const servers = [opened[0].server, ...opened.slice(1).map(({ server }) => server), ...ownTools(bench)] as const
  const share = ownShare(opened[0].door, true)
  const watch = await watchHost(bench)
  const running = opened.map(({ own, door }) => serve(door, worldOf(column, own, { ...door, isOwner: true }, share)))
  const { result: outputs, heldMs } = await timed(async () => {
    const answers = await converse(servers, play, () => idle(() => said.join('\n')))
    await Promise.all(running)
    return answers
  })
  await watch?.told()
  await startListed(bench, async (name) => {
    const { door, stdin } = doorOf({ ...bench, name }, play, said)
    stdin.end()
    await run(door)
  })
  await watch?.end()
  return { heard: { ...(await trafficOf(servers, Promise.resolve())), outputs }, heldMs }
}

const openStop = ({ rule, at, note }: Found): Stop => ({
  part: 'listeners',
  by: 'discover',
  what: `${rule} at ${at} (${note})`,
})

/** The way of `serve`, with one guard for each session or principal. */
async function visited(bench: Bench, column: Column, said: string[], idle: Idle): Promise<Talked> {
  const { place, play, env, name } = bench
  const settings = settingsOf(bench, play)
  const desk: ServedDesk = {
    name,
    version: 'lab',
    paths: place.paths,
    env: { ...env, ...variablesOf(play, place.nonce) },
    cwd: place.folder,
    say: (text) => void bench.shown.push(text),
    echo: (_, line) => void said.push(line),
    explain: () => undefined,
    readSettings: async () => ({ settings, rules: NO_RULES, policy: policyOf(play) }),
    worldOf: (_, { place: given, shared }) => worldOf(column, bench, given, shared),
  }
  const work = (door: At) => come(play, place.nonce, door, () => idle(() => said.join('\n')))
  const { result: heard, heldMs } = await timed(() => besideBare(bench, () => atServed(play, desk, work)))
  return { heard, heldMs }
}

/** `whole` is what is played in the conversation that it is a part of. */
function doorOf(own: Bench, whole: Play, said: string[]) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  const { place, play, env } = own
  const door: Door = {
    rules: NO_RULES,
    wants: { name: own.name },
    stdin,
    stdout,
    say: (text) => void own.shown.push(text),
    echo: (_, line) => void said.push(line),
    explain: () => undefined,
    env: { ...env, ...variablesOf(play, place.nonce) },
    cwd: place.folder,
    clientPid: process.pid,
    paths: place.paths,
    settings: settingsOf(own, whole),
    policy: policyOf(whole),
    onEnd: () => undefined,
  }
  return { own, door, stdin, server: new Connection(stdin, stdout, typedIn(whole, place.nonce)) }
}

const policyOf = ({ policy }: Play): Door['policy'] => ({ shipped: policy ?? 'balanced' })

const settingsOf = ({ users, place }: Bench, whole: Play): Door['settings'] => ({
  ...users,
  asking: { waitMs: whole.allows === undefined ? 0 : ASKED_MS, byForm: false, stepUp: [], webhook: null },
  profile: whole.profile ?? 'any',
  marking: 'meta',
  secretsKey: keyOf(place),
  baselines: 'learn',
  clientCalls: null,
})

/** Much longer than the person of the lab needs. */
const ASKED_MS = 20_000

const worldOf = (column: Column, own: Bench, given: Given, share: Shared): GuardWorld =>
  column === 'all' ? guardWorld(given, share) : lessOne(column, own, given, share)

/** The guard's own world, but for one layer: nothing is judged, or followed, or the start leaves something out. */
function lessOne(
  layer: Switch,
  { place, play, users: { sandboxUid } }: Bench,
  given: Given,
  share: Shared,
): GuardWorld {
  const world = guardWorld(given, share)
  if (layer === 'L6') {
    return { ...world, judging: { ...world.judging, here: () => UNJUDGED, message: async () => UNJUDGED } }
  }
  // Each server as if it were alone.
  if (layer === 'L9') return { ...world, session: { ...share.session, following: new Following({ isShared: false }) } }
  // Of a server that is reached there is no sandbox and no broker to leave out.
  if (play.remote === true) return world
  const host = gatherHost({ sandboxUid, stateFolders: [place.paths.state] })
  return {
    ...world,
    start: async (_, { exec, roots, grants, cwd }, env, mayStart, witness) => {
      const request = { purpose: 'server', argv: commandOf(exec), roots, grants, cwd, env } as const
      return onLines(await startWithout(layer, { request, host: await host, home: place.home }, mayStart, witness))
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
