// The same server behind the whole product: looked at and approved by a person.
import { shownAt } from '../../core/egress/remote.ts'
import type { LabGrants, Play, Stop } from '../../core/model/lab.ts'
import { inkOf } from '../../core/report/ink.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { approve, type ApproveDesk } from '../approve.ts'
import { PolicyHere } from '../policy/policy-here.ts'
import { readGrants } from '../grants.ts'
import type { GuardSettings } from '../guard-world.ts'
import { othersOf } from '../judging/judge.ts'
import { openJudging } from '../judging/judging.ts'
import { looking } from '../look-at.ts'
import { besidesOf } from './beside.ts'
import { besideBare, REGISTRY } from './control.ts'
import { BARE, listedIn } from './listing.ts'
import { pageOf } from './opened.ts'
import type { LabPlace } from './place.ts'
import { secretWords, storeSecrets } from './stored.ts'
import { approvalStops, pageStops, reportStops, warningsIn, type LabLook } from './stops.ts'

export type Bench = {
  readonly place: LabPlace
  readonly play: Play
  readonly users: Pick<GuardSettings, 'sandboxUid' | 'serverUids'>
  readonly env: NodeJS.ProcessEnv
  /** What starts our own program. */
  readonly program: readonly string[]
  /** What it is approved as. */
  readonly name: string
  /** What the person who is asked to approve was shown so far. */
  readonly shown: string[]
}

/** Looks once; what comes of it counts for every run. What stands beside it was approved before. */
export async function lookOnce(bench: Bench): Promise<LabLook> {
  const { place, play, name, users, env } = bench
  for (const beside of besidesOf(bench)) {
    if ((await approveIn(beside, await lookOnce(beside), true)) !== null)
      throw new Error(`the honest server ${beside.name} was not approved`)
  }
  const { paths, home } = place
  await storeSecrets(place, play, env)
  const { entry, scanned } = await listedIn(place, play, name)
  const judging = openJudging()
  const lookAt = looking({
    paths,
    sandboxUid: users.sandboxUid,
    judging,
    now: () => new Date(),
    cwd: place.folder,
    env: { ...env, npm_config_registry: REGISTRY, HOME: home },
    progress: () => undefined,
  })
  const others = othersOf(await openLock(paths).read(), name)
  return { ...(await besideBare(bench, () => lookAt(entry, others))), scanned }
}

/** Null: it is approved. With the rules off, and by who is yielding, all that they said is accepted. */
export async function approveIn(
  { place, play, shown, name }: Bench,
  look: LabLook,
  withRules: boolean,
): Promise<readonly Stop[] | null> {
  const { paths, home } = place
  const findings = look.reports.flatMap((report) => report.findings)
  const approval = {
    ...(await grantsOf(play, home, [paths.config])),
    environment: play.environment ?? 'dev',
    lastsMs: null,
    reason: 'the lab',
    accept: withRules && play.person !== 'yielding' ? [] : [...new Set(findings.map(({ rule }) => rule))],
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
    policy: async () => new PolicyHere({ shipped: 'balanced' }, 'lab'),
    answers: async () => 'typed',
    consent: async (question) => {
      shown.push(question)
      return declines ? { given: false, why: 'a rule warned of it' } : { given: true, how: 'typed' }
    },
    again: () => '',
    leastTier: async () => null,
  }
  const outcome = await approve(look, approval, desk)
  if (outcome.kind === 'done') return null
  shown.push(...outcome.why, outcome.next)
  return [...approvalStops(look, outcome), ...reportStops(shown), ...pageStops(pageOf(look, name))]
}

/** Of a server that is reached there is nothing on this machine to grant. */
const grantsOf = (play: Play, home: string, own: readonly string[]): ReturnType<typeof readGrants> =>
  play.remote === true
    ? readGrants({ net: [shownAt(BARE)] }, { cwd: home, own, remote: BARE })
    : readGrants({ ...wordsFor(play.grants, home), secret: secretWords(play) }, { cwd: home, own })

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
