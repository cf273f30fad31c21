// Takes away what guards left behind that died while they waited.
import { readQuestion } from '../../core/approval/question.ts'
import type { Mac } from '../../core/approval/seal.ts'
import { isAlive } from '../../io/file/alive.ts'
import type { Questions } from '../../io/store/questions.ts'

const LEFT_MS = 60_000

/** A question whose guard is dead, and an answer to a question that is not there. What is not ours stays, and is told of. */
export async function sweepQuestions(questions: Questions, mac: Mac): Promise<void> {
  for (const id of await questions.list()) {
    const found = await questions.read('question', id)
    if (found === null) {
      // Its guard may be about to read it.
      const answer = await questions.read('answer', id)
      if (answer !== null && Date.now() - answer.at > LEFT_MS) await questions.take('answer', id)
      continue
    }
    const question = found.text === null ? null : readQuestion(found.text, mac)
    if (question === null || isAlive(question.guard)) continue
    await questions.take('answer', id)
    await questions.take('question', id)
  }
}
