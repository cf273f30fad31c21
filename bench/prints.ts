// What following words across servers costs: fingerprints of a text, remembering it, and looking for it in a call.
import { printsOf } from '../src/core/session/prints.ts'
import { Session } from '../src/core/session/session.ts'
import { bound } from '../src/core/model/bounds.ts'
import type { Source } from '../src/core/model/session.ts'
import { loadCommonplace } from '../src/io/engine/commonplace.ts'
import { inflate } from '../src/io/file/inflate.ts'
import { median } from './client.ts'
import { KINDS } from './inspect-texts.ts'
import type { Row } from './row.ts'

const SIZES = [
  ['10 KB', 10_000],
  ['64 K, as much as is read at once', bound('followed-at-once-chars')],
] as const
const LEAST_MB_PER_S = 50
const TURNS = 400

const source: Source = { server: 'files', item: 'read', session: 'g', seq: 1, labels: ['private'] }

export async function run(): Promise<Row[]> {
  const [prose] = KINDS
  const isCommon = loadCommonplace()
  return SIZES.flatMap(([name, chars]) => {
    const text = prose!.make(chars)
    const printing = time(() => void printsOf(text))
    const speed = chars / 1_000 / printing
    const hearing = time(() => new Session(isCommon).hear([text], source, inflate))
    const session = new Session(isCommon)
    session.hear([text], source, inflate)
    const looking = time(
      () => void session.flow({ server: 'mail', item: 'send', labels: [] }, [{ at: '/body', text }], inflate),
    )
    return [
      {
        what: `fingerprints of ${name}`,
        value: `${speed.toFixed(0)} MB/s`,
        budget: `≥${LEAST_MB_PER_S} MB/s`,
        holds: speed >= LEAST_MB_PER_S,
      },
      { what: `hearing ${name}, once sent`, value: `${hearing.toFixed(2)} ms`, budget: '', holds: null },
      { what: `looking for it in a call of ${name}`, value: `${looking.toFixed(2)} ms`, budget: '', holds: null },
    ]
  })
}

/** Median milliseconds, once the code is compiled. */
function time(work: () => void): number {
  for (let turn = 0; turn < TURNS; turn += 1) work()
  return median(
    Array.from({ length: TURNS }, () => {
      const began = performance.now()
      work()
      return performance.now() - began
    }),
  )
}
