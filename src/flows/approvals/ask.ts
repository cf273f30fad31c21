// Puts a question where a terminal of the same user finds it, and waits for the answer. Whatever goes wrong allows nothing.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Mac } from '../../core/approval/seal.ts'
import { type Question, readAnswer, type Scope, writeQuestion } from '../../core/approval/question.ts'
import { bound } from '../../core/model/bounds.ts'
import type { EffectClass } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { markOf } from '../../io/file/alive.ts'
import { macUnder } from '../../io/file/mac.ts'
import { gatewayKey } from '../../io/store/gateway-key.ts'
import { openQuestions, type Questions } from '../../io/store/questions.ts'
import { type Called, rememberAllowed, sinceLastTime } from './last-time.ts'
import { sweepQuestions } from './sweep.ts'
import type { askByWebhook, Told, Webhook } from './webhook.ts'

export type Asked = Omit<Question, 'id' | 'nonce' | 'guard' | 'askedAt' | 'until'>

export type Heard =
  | { readonly kind: 'allowed'; readonly by: string; readonly scope: Scope }
  | { readonly kind: 'denied'; readonly by: string }
  | { readonly kind: 'late' }
  /** Nobody waits for the answer any more. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'broken'; readonly why: string }

export type Asking = {
  /** How long a call waits; 0: nobody is asked. */
  readonly waitMs: number
  /** Whether the client may be given a form as well. */
  readonly byForm: boolean
  /** What a person allows only with a second factor. */
  readonly stepUp: readonly EffectClass[]
  /** Where a question is sent as well; null: nowhere. */
  readonly webhook: Webhook | null
}

export type Approvals = Omit<Asking, 'webhook'> & {
  /** Under which a person finds the question. */
  readonly newId: () => string
  /** What changed since the last time, for the question. Never rejects. */
  readonly since: (called: Called) => Promise<readonly string[]>
  /** For the next question. Never rejects. */
  readonly remember: (called: Called, allowed: { readonly by: string; readonly scope: Scope }) => Promise<void>
  /** Never rejects. */
  readonly ask: (id: string, asked: Asked, withdrawn: AbortSignal, told: Told) => Promise<Heard>
}

export const approvalsIn = (paths: Paths, { waitMs, byForm, stepUp, webhook }: Asking): Approvals => ({
  waitMs,
  byForm,
  stepUp,
  newId: () => randomBytes(4).toString('hex'),
  since: (called) => sinceLastTime(paths, called),
  remember: (called, allowed) => rememberAllowed(paths, called, allowed).catch(() => undefined),
  ask: (id, asked, withdrawn, told) =>
    answered(paths, withTimes(id, asked, waitMs), { waitMs, withdrawn, webhook, told }).catch(
      (cause: unknown): Heard => {
        const why = cause instanceof Failure ? cause.message : 'an error of our own'
        return { kind: 'broken', why }
      },
    ),
})

const withTimes = (id: string, asked: Asked, waitMs: number): Question => ({
  ...asked,
  id,
  nonce: randomBytes(16).toString('hex'),
  guard: markOf(process.pid),
  askedAt: new Date().toISOString(),
  until: new Date(Date.now() + waitMs).toISOString(),
})

type Waiting = Pick<Asking, 'waitMs' | 'webhook'> & { readonly withdrawn: AbortSignal; readonly told: Told }

async function answered(
  paths: Paths,
  question: Question,
  { waitMs, withdrawn, webhook, told }: Waiting,
): Promise<Heard> {
  const end = performance.now() + waitMs
  const mac = macUnder(await gatewayKey(paths.keys))
  const questions = await openQuestions(paths.state)
  const { id } = question
  const text = writeQuestion(question, mac)
  if (Buffer.byteLength(text) > bound('approval-bytes'))
    return { kind: 'broken', why: 'the call is too long to be shown to a person' }
  await sweepQuestions(questions, mac)
  if (!(await questions.put('question', id, text))) return { kind: 'broken', why: `there is a question ${id} already` }
  const stop = new AbortController()
  const over = AbortSignal.any([withdrawn, stop.signal])
  const outside = webhook === null ? NOBODY : byWebhook(question, { hook: webhook, paths, over, told })
  void outside.then((heard) => {
    if (heard !== null) stop.abort()
  })
  try {
    const first = await listen(questions, question, { end, mac, withdrawn: over })
    // Whoever answered while the question still stood was told that it counts.
    if (first === null) await questions.take('question', id)
    const typed = first ?? (await answerTo(questions, question, mac))
    // By that it shows that it was read: whoever wrote one that is not takes it back and is told so.
    if (typed !== null) await questions.take('answer', id)
    stop.abort()
    return strictest([typed, await outside]) ?? { kind: withdrawn.aborted ? 'withdrawn' : 'late' }
  } finally {
    await questions.take('question', id)
  }
}

/** Loaded when it is needed: nearly nobody has set one. */
const byWebhook: typeof askByWebhook = async (question, way) =>
  (await import('./webhook.ts')).askByWebhook(question, way)

/** Of several answers a denial counts, and what should not be there. */
function strictest(heard: readonly (Heard | null)[]): Heard | null {
  for (const kind of ['denied', 'broken', 'allowed'] as const) {
    const one = heard.find((each) => each?.kind === kind)
    if (one !== undefined) return one
  }
  return null
}

const NOBODY = Promise.resolve(null)

const LOOK_MS = 100

type Listening = { readonly end: number; readonly mac: Mac; readonly withdrawn: AbortSignal }

async function listen(
  questions: Questions,
  question: Question,
  { end, mac, withdrawn }: Listening,
): Promise<Heard | null> {
  while (!withdrawn.aborted && performance.now() < end) {
    const heard = await answerTo(questions, question, mac)
    if (heard !== null) return heard
    await sleep(Math.max(1, Math.min(LOOK_MS, end - performance.now())), undefined, { signal: withdrawn }).catch(
      () => undefined,
    )
  }
  return null
}

/** What is there and is no answer of who has the key refuses the call: somebody is in the folder who should not be. */
async function answerTo(questions: Questions, question: Question, mac: Mac): Promise<Heard | null> {
  const found = await questions.read('answer', question.id)
  if (found === null) return null
  const answer = found.text === null ? null : readAnswer(found.text, question, mac)
  if (answer === null) return { kind: 'broken', why: 'an answer was not written with the key of this user' }
  const { by, scope } = answer
  if (answer.verdict === 'allow' && question.stepUp && !answer.stepUp)
    return { kind: 'broken', why: 'it was allowed without the second factor that it needs' }
  return answer.verdict === 'allow' ? { kind: 'allowed', by, scope } : { kind: 'denied', by }
}
