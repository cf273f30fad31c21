// The person of the lab, at a terminal: allows the first questions for the whole session, as somebody does who is asked a lot, and
// denies what comes after them.
import { setTimeout as sleep } from 'node:timers/promises'
import { questionText } from '../../core/approval/words.ts'
import type { Paths } from '../../core/model/paths.ts'
import { Failure } from '../../core/model/failure.ts'
import { approvalsDesk } from '../approvals/answer.ts'

const LOOK_MS = 20

/** Without `allows` nobody is there. What is shown to them goes to `shown`. */
export async function answering(
  paths: Paths,
  allows: number | undefined,
  shown: string[],
  over: AbortSignal,
): Promise<void> {
  if (allows === undefined) return
  const { waiting, answer } = await approvalsDesk(paths)
  const asked = new Set<string>()
  while (!over.aborted) {
    for (const question of (await waiting()).questions) {
      // One whose guard is about to take it away may be listed once more.
      if (asked.has(question.id)) continue
      shown.push(questionText(question, { whole: true }))
      asked.add(question.id)
      const verdict = asked.size <= allows ? 'allow' : 'deny'
      await answer(question, { verdict, scope: 'session', stepUp: false, by: 'the lab' }).catch(unlessGone)
    }
    await sleep(LOOK_MS)
  }
}

/** Its guard waits in this very process, and may have taken question and answer away before we look whether it still stands. */
function unlessGone(cause: unknown): void {
  if (!(cause instanceof Failure) || cause.code !== 'approval-gone') throw cause
}
