// The worker that judges: an entry of its own, started by judging.ts. What is thrown here ends it, and counts as no answer.
import { parentPort, workerData } from 'node:worker_threads'
import { READY } from '../../io/thread/thread.ts'
import { Parsers } from './parsers.ts'
import { judgeAside } from './judge-aside.ts'
import type { Answers, RulesGiven, Work } from './work.ts'

const given = workerData as RulesGiven
// Only a person with rules of their own pays for what reads and matches them.
const own = given.texts.length === 0 ? null : (await import('./judge-by-user.ts')).byUser(given)

const parsers = new Parsers()
// The first message waits for no weights and no tables: they are there when this worker says that it can begin.
await judgeAside(
  { ask: 'message', by: 'all', message: { part: 'result', member: 'result', tool: null, text: '{}' } },
  null,
  parsers,
)

parentPort!.on('message', (work: Work) => void answer(work))
parentPort!.postMessage(READY)

async function answer(work: Work): Promise<void> {
  parentPort!.postMessage(await answerTo(work))
}

async function answerTo(work: Work): Promise<Answers[Work['ask']]> {
  switch (work.ask) {
    case 'files':
      return own?.read ?? { rules: [], suppressions: [] }
    case 'examples':
      return own?.failedExamples() ?? []
    case 'catalogues':
      return own?.catalogues(work.server, work.catalogues) ?? []
    default:
      return judgeAside(work, own, parsers)
  }
}
