// Judges large messages in a worker thread, so that one of them does not keep the others waiting.
import { bound } from '../../core/model/bounds.ts'
import { type Outcome, Thread, type ThreadPlan } from '../../io/thread/thread.ts'
import type { Judged, LargeMessage, Work } from './work.ts'

export type Judging = {
  /** Always resolves: where there is no answer, that is what it says. */
  readonly message: (message: LargeMessage) => Promise<Judged>
  readonly close: () => Promise<void>
}

/** One for a process, whatever the number of guards in it. Nothing is started before there is something to judge. */
export function openJudging(limits: Pick<ThreadPlan, 'workMs' | 'mostWaiting'> = LIMITS): Judging {
  const thread = new Thread<Work, Judged>({
    entry: ENTRY,
    data: null,
    startMs: bound('judge-start-ms'),
    ...limits,
    mostMegabytes: bound('judge-bytes') / 1024 ** 2,
  })
  return {
    message: async (message) => answerIn(await thread.do({ judge: 'message', message })),
    close: () => thread.close(),
  }
}

const LIMITS = { workMs: bound('judge-ms'), mostWaiting: bound('judge-waiting') }

/** From its source, or as the bundle has it. */
const ENTRY = new URL(`./judge-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

const answerIn = (outcome: Outcome<Judged>): Judged =>
  outcome.kind === 'done' ? outcome.answer : { findings: [], unanswered: [{ rule: ALL, why: WHY[outcome.kind] }] }

/** Under this name it is said that no rule has looked. */
const ALL = 'every-rule'

const WHY = {
  late: 'it took too long to judge it',
  broken: 'the thread that judges broke',
  full: 'too many others were waiting to be judged',
} as const
