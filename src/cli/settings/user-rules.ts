// A person's own rules for the commands that judge. Apart from reading them: a run loads nothing that judges before it must.
import { type Judging, openJudging } from '../../flows/judging/judging.ts'
import type { RulesGiven } from '../../flows/judging/work.ts'

/** Throws where a file is broken, before anything is looked at. The thread ends with the process. */
export async function judgingWith(given: RulesGiven): Promise<Judging> {
  const judging = openJudging(given)
  await judging.read()
  return judging
}
