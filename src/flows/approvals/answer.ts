// What waits for a person, and how an answer reaches the guard that waits.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Question, readQuestion, writeAnswer } from '../../core/approval/question.ts'
import type { Mac } from '../../core/approval/seal.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isAlive } from '../../io/file/alive.ts'
import { macUnder } from '../../io/file/mac.ts'
import { gatewayKey } from '../../io/store/gateway-key.ts'
import { ID, openQuestions, type Questions } from '../../io/store/questions.ts'
import { sweepQuestions } from './sweep.ts'

export type Waiting = {
  readonly questions: readonly Question[]
  /** Ids under which something lies that we did not write. */
  readonly strange: readonly string[]
}

export type Desk = {
  /** Those that wait now, the oldest first. */
  readonly waiting: () => Promise<Waiting>
  readonly find: (id: string) => Promise<Question>
  /** Fails where it came too late. */
  readonly answer: (question: Question, given: Pick<Answer, 'verdict' | 'scope' | 'stepUp' | 'by'>) => Promise<void>
}

export async function approvalsDesk({ keys, state }: Pick<Paths, 'keys' | 'state'>): Promise<Desk> {
  const mac = macUnder(await gatewayKey(keys))
  const questions = await openQuestions(state)
  await sweepQuestions(questions, mac)
  const waiting = (): Promise<Waiting> => listed(questions, mac)
  return {
    waiting,
    find: async (id) => {
      const question = ID.test(id) ? (await waiting()).questions.find((one) => one.id === id) : undefined
      if (question === undefined) throw gone(`No call waits under ${quote(untrusted(id))}`)
      return question
    },
    answer: async (question, given) => {
      const { id, nonce, binding } = question
      const text = writeAnswer({ nonce, binding, ...given }, mac)
      if (!(await questions.put('answer', id, text))) throw gone(`${id} was answered already`)
      // The guard takes the question away before it looks for the last time: where it still stands, the answer is read.
      if ((await questions.read('question', id)) !== null) return
      if (await wasRead(questions, id)) return
      await questions.take('answer', id)
      throw gone(`The call ${id} did not wait any longer; sallyport log tells what came of it`)
    },
  }
}

/** The guard takes away what it read, and that at once. */
async function wasRead(questions: Questions, id: string): Promise<boolean> {
  for (const end = performance.now() + READ_MS; performance.now() < end; await sleep(20))
    if ((await questions.read('answer', id)) === null) return true
  return false
}

const READ_MS = 1_000

const gone = (message: string): Failure => new Failure('approval-gone', message)

async function listed(questions: Questions, mac: Mac): Promise<Waiting> {
  const found: Question[] = []
  const strange: string[] = []
  for (const id of await questions.list()) {
    const file = await questions.read('question', id)
    if (file === null) continue
    const question = file.text === null ? null : readQuestion(file.text, mac)
    if (question === null || question.id !== id) strange.push(id)
    else if (isAlive(question.guard) && (await questions.read('answer', id)) === null) found.push(question)
  }
  return { questions: found.toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1)), strange }
}
