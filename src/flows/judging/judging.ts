// Judges in a worker thread what may take long: large messages, so that one of them does not keep the others waiting, and
// whatever a person's own rules look for.
import { bound } from '../../core/model/bounds.ts'
import type { Catalogues } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Report, Unanswered } from '../../core/model/finding.ts'
import { once } from '../../core/model/once.ts'
import type { FailedExample } from '../../core/rules/examples.ts'
import type { Judge } from './judge-message.ts'
import { type Outcome, Thread, type ThreadPlan } from '../../io/thread/thread.ts'
import {
  type Answers,
  type AsideMessage,
  type Judged,
  NO_RULES,
  type Read,
  type RulesGiven,
  type Work,
} from './work.ts'

export type Judging = {
  /** Reads the person's rules and suppressions; throws a Failure where a file is broken. Asked before anything is judged. */
  readonly read: () => Promise<Read>
  /** Loads our own rules into this thread. */
  readonly load: () => Promise<void>
  /** By our own rules, in this thread: for what is small. They are loaded before. */
  readonly here: Judge
  /** By all rules. Always resolves: where there is no answer, that is what it says. */
  readonly message: (message: AsideMessage) => Promise<Judged>
  /** By the person's own rules alone. */
  readonly userMessage: (message: AsideMessage) => Promise<Judged>
  readonly userCatalogues: (server: string, catalogues: Catalogues) => Promise<readonly Report[]>
  readonly failedExamples: () => Promise<readonly FailedExample[]>
  readonly close: () => Promise<void>
}

/** One for a process, whatever the number of guards in it. Nothing is started before there is something to judge. */
export function openJudging(
  given: RulesGiven = NO_RULES,
  limits: Pick<ThreadPlan, 'workMs' | 'mostWaiting'> = LIMITS,
): Judging {
  const hasOwn = given.texts.length > 0
  const thread = new Thread<Work, Answers[Work['ask']]>({
    entry: ENTRY,
    data: given,
    startMs: bound('judge-start-ms'),
    idleMs: bound('judge-idle-ms'),
    ...limits,
    mostMegabytes: bound('judge-bytes') / 1024 ** 2,
  })
  const ask = async <Ask extends Work['ask']>(work: Work & { readonly ask: Ask }): Promise<Outcome<Answers[Ask]>> =>
    (await thread.do(work)) as Outcome<Answers[Ask]>
  let judge: Judge = () => {
    throw new Error('nothing is judged before the rules were loaded')
  }
  const read = once(async (): Promise<Read> =>
    hasOwn ? readIn(await ask({ ask: 'files' })) : { rules: [], suppressions: [] },
  )
  const load = once(async () => {
    judge = (await import('./judge-message.ts')).judgeOf()
  })
  const ownRules = async (why: string): Promise<Unanswered[]> =>
    (await read()).rules.map(({ id }) => ({ rule: id, why }))
  return {
    read,
    load,
    here: (part, body, tool) => judge(part, body, tool),
    message: async (message) => {
      const outcome = await ask({ ask: 'message', by: 'all', message })
      if (outcome.kind === 'done') return outcome.answer
      return { findings: [], unanswered: [{ rule: ALL, why: WHY[outcome.kind] }], holdings: null }
    },
    userMessage: async (message) => {
      const outcome = await ask({ ask: 'message', by: 'user', message })
      if (outcome.kind === 'done') return outcome.answer
      return { findings: [], unanswered: await ownRules(WHY[outcome.kind]), holdings: [] }
    },
    userCatalogues: async (server, catalogues) => {
      if (!hasOwn) return []
      const outcome = await ask({ ask: 'catalogues', server, catalogues })
      if (outcome.kind === 'done') return outcome.answer
      const unanswered = await ownRules(WHY[outcome.kind])
      return [{ subject: 'catalogue', findings: [], unanswered, looked: [], notLooked: [] }]
    },
    failedExamples: async () => {
      const outcome = await ask({ ask: 'examples' })
      if (outcome.kind === 'done') return outcome.answer
      const { rules } = await read()
      return rules.map(({ id }) => ({ rule: id, kind: 'bad', number: 1, why: WHY[outcome.kind] }))
    },
    close: () => thread.close(),
  }
}

const LIMITS = { workMs: bound('judge-ms'), mostWaiting: bound('judge-waiting') }

/** From its source, or as the bundle has it. */
const ENTRY = new URL(`./judge-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** Under this name it is said that no rule has looked. */
const ALL = 'every-rule'

const WHY = {
  late: 'it took too long to judge it',
  broken: 'the thread that judges broke',
  full: 'too many others were waiting to be judged',
} as const

function readIn(outcome: Outcome<Answers['files']>): Read {
  if (outcome.kind !== 'done') {
    throw new Failure('config-invalid', `your own rules could not be read: ${REFUSED[outcome.kind]}`)
  }
  const { answer } = outcome
  if (!('why' in answer)) return answer
  const { file, line, column, why, fix } = answer
  throw new Failure('config-invalid', `${file} line ${line}, column ${column}: ${why}`, { fix })
}

const REFUSED = { ...WHY, late: 'reading and compiling them took too long' } as const
