// Plays one attack from its controls to its twin, inside the arena: everything here is a process without a way out.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { harmOf } from '../../core/lab/harm.ts'
import {
  type Attack,
  type AttackResult,
  type Column,
  type Harm,
  type Played,
  type Play,
  type TwinRun,
  type Variant,
  type VariantResult,
  twinWords,
  unplayed,
} from '../../core/model/lab.ts'
import { sinkSays } from './arena.ts'
import type { Heard } from './client.ts'
import { playUnprotected, type Idle } from './control.ts'
import { besidesOf, writableIn } from './beside.ts'
import { accountsIn, playGuarded, type Guarded } from './guarded.ts'
import { heldPlainly } from './held.ts'
import { strangerIn } from './host.ts'
import { pageOf } from './opened.ts'
import { changedIn, clear, forgetSent, layHome, placeAt, stageServer } from './place.ts'
import { approveIn, lookOnce, type Bench } from './protected.ts'
import { plainly } from './reading.ts'
import { findingsOf } from './stops.ts'

/** What one half of the lab tells the other. It names an attack, and never any code. */
export type Order = {
  readonly id: string
  readonly columns: readonly Column[]
  /** The lab's own temporary folder. */
  readonly folder: string
  readonly nonce: string
  readonly users: Bench['users']
}
export type Scene = Omit<Order, 'id'> & {
  readonly attack: Attack
  /** Where the fixtures lie that are published with us. */
  readonly fixtures: string
  readonly env: NodeJS.ProcessEnv
  /** What starts our own program: where a host starts what stands in its config. */
  readonly program: readonly string[]
  readonly progress: (text: string) => void
}

export async function act(scene: Scene): Promise<AttackResult> {
  const { attack, progress } = scene
  const variants: VariantResult[] = []
  for (const variant of attack.variants) {
    if (unplayed(variant) === undefined) {
      progress(`${[attack.id, variant.id].join(' ').trim()}: ${variant.what}`)
      variants.push(await playVariant(variant, scene))
    } else variants.push({ variant, control: null, runs: {} })
  }
  progress(`${attack.id} twin: ${twinWords(attack)}`)
  return { attack, variants, twin: await playTwins(scene), trouble: null }
}

async function playVariant(variant: Variant, scene: Scene): Promise<VariantResult> {
  const { harm, play } = variant
  return inPlace(variant.id, play, scene, async (bench) => {
    const { place } = bench
    const control = await unprotected(bench, harm)
    const look = await lookOnce(bench)
    const objections = await approveIn(bench, look, true)
    const runs: Partial<Record<Column, Played>> = {}
    // Without rules comes last: what a person accepts for it must not count for the others.
    for (const column of [
      ...scene.columns.filter((one) => one !== 'L6'),
      ...scene.columns.filter((one) => one === 'L6'),
    ]) {
      const stops = column === 'L6' && objections !== null ? await approveIn(bench, look, false) : objections
      if (stops !== null) {
        const left = { kept: bench.shown.join('\n'), page: pageOf(look, bench.name), heldMs: 0 }
        const nothing = await seen(bench, harm, null, left)
        const findings = findingsOf(look, place.folder)
        runs[column] = { ...nothing, stops, alerts: [], findings, questions: 0, outputs: [] }
      } else if (runs.all !== undefined && isSameAsAll(column, [variant], play)) runs[column] = runs.all
      else runs[column] = await measured(bench, harm, (idle) => playGuarded(bench, look, column, idle))
    }
    return { variant, control, runs }
  })
}

/** Of a server alone only what strangers told through it is followed: where that is declared for nothing, nothing is switched off. */
const isSameAsAll = (column: Column, variants: readonly Variant[], { beside = [] }: Play): boolean =>
  column === 'L9' && beside.length === 0 && !variants.some(followed)

const followed = ({ steps }: Variant): boolean => steps.some(({ stoppedBy }) => stoppedBy.includes('flow'))

/** What comes of all of them together. */
async function playTwins(scene: Scene): Promise<AttackResult['twin']> {
  const { twin } = scene.attack
  const played: TwinPlayed[] = []
  for (const [i, { play }] of [twin, ...(twin.also ?? [])].entries())
    played.push(await playTwin(`twin${i === 0 ? '' : i + 1}`, play, scene))
  const runs = scene.columns.map((column): readonly [Column, TwinRun] => {
    const all = played.flatMap((one) => one.runs[column] ?? [])
    const questions = all.reduce((sum, one) => sum + one.questions, 0)
    return [column, { outputs: all.flatMap(({ outputs }) => outputs), questions }]
  })
  return { control: played.flatMap(({ control }) => control), runs: Object.fromEntries(runs) }
}

type TwinPlayed = { readonly control: readonly string[]; readonly runs: Partial<Record<Column, TwinRun>> }

async function playTwin(id: string, play: Play, scene: Scene): Promise<TwinPlayed> {
  return inPlace(id, play, scene, async (bench) => {
    const { outputs: control } = await unprotected(bench, null)
    const look = await lookOnce(bench)
    const objections = await approveIn(bench, look, true)
    const runs: Partial<Record<Column, TwinRun>> = {}
    for (const column of scene.columns) {
      if (objections !== null) runs[column] = { outputs: objections.map(({ what }) => what), questions: 0 }
      else if (runs.all !== undefined && isSameAsAll(column, scene.attack.variants, bench.play)) runs[column] = runs.all
      else {
        const { outputs, questions } = await measured(bench, null, (idle) => playGuarded(bench, look, column, idle))
        runs[column] = { outputs, questions }
      }
    }
    return { control, runs }
  })
}

async function inPlace<Result>(
  id: string,
  play: Play,
  { attack, folder, fixtures, nonce, users, env, program }: Scene,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const place = placeAt(join(folder, [attack.id, id].filter((part) => part !== '').join('.')), nonce)
  try {
    await stageServer(place, play, fixtures)
    const bench: Bench = { place, play, users, env, program, name: play.listed?.name ?? 'guest', shown: [] }
    for (const beside of besidesOf(bench)) await stageServer(beside.place, beside.play, fixtures)
    if (play.host === true)
      await stageServer({ ...place, server: strangerIn(place) }, { ...play, mode: 'stranger' }, fixtures)
    return await work(bench)
  } finally {
    await clear(place)
  }
}

async function unprotected(bench: Bench, harm: Harm | null): Promise<Played> {
  return measured(bench, harm, async (idle) => {
    const { heard } = await playUnprotected(bench, idle, () => later(harm, LONGEST_WAIT_MS))
    // A plain client prints what it hears, also as a page, and checks what it passes; a plain log keeps it.
    const kept = plainly(heard.heard)
    const heldMs = harm?.kind === 'held' ? heldPlainly(heard.heard, bench.play.calls) : 0
    return { heard, stops: [], alerts: [], findings: [], questions: 0, kept, page: kept, heldMs }
  })
}

/** One run in a fresh home, with nothing at the sink before it. */
async function measured(bench: Bench, harm: Harm | null, work: (idle: Idle) => Promise<Guarded>): Promise<Played> {
  const { place } = bench
  await layHome(place, bench.play, writableIn(bench))
  await forgetSent(place)
  await sinkSays('reset', place.packages)
  const { heard, stops, alerts, findings, questions, ...left } = await work((stderr) => idleFor(harm, stderr))
  await later(harm, LATER_MS)
  return { ...(await seen(bench, harm, heard, left)), stops, alerts, findings, questions, outputs: heard.outputs }
}

const LONGEST_WAIT_MS = 20_000
const PACE_MS = 50
/** Ten times the pace of a beacon. */
const LATER_MS = 1_000

/** Until something called home, or tried to. */
async function idleFor(harm: Harm | null, stderr: () => string): Promise<void> {
  if (harm?.kind !== 'called') return
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += PACE_MS) {
    if (accountsIn(stderr()).some(({ step }) => step === 'send')) return
    await sleep(PACE_MS)
  }
}

/** Whether something still calls home when the client has left. */
async function later(harm: Harm | null, longestMs: number): Promise<void> {
  if (harm?.kind !== 'called' || harm.when !== 'later') return
  await sinkSays('later')
  for (let waited = 0; waited < longestMs; waited += PACE_MS) {
    if ((await sinkSays('report')).later > 0) return
    await sleep(PACE_MS)
  }
}

async function seen(
  { place, play }: Bench,
  harm: Harm | null,
  heard: Heard | null,
  left: Pick<Guarded, 'kept' | 'page' | 'heldMs'>,
): Promise<Pick<Played, 'done' | 'of' | 'sinkBytes'>> {
  const {
    text,
    bytes,
    later: laterBytes,
  } = heard === null ? { text: '', bytes: 0, later: 0 } : await sinkSays('report')
  if (harm === null) return { done: 0, of: 0, sinkBytes: bytes }
  const changed = heard !== null && harm.kind === 'files' ? await changedIn(place, play, harm.paths) : []
  const nothing = { heard: '', forged: 0, largest: 0, deepest: 0 }
  const found = { sink: text, sinkBytes: bytes, laterBytes, changed, ...left, ...(heard ?? nothing) }
  return { ...harmOf(harm, found, place.nonce), sinkBytes: bytes }
}
