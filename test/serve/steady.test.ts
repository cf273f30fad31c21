// However many calls and sessions there were, `serve` holds no more than after the first of them. `npm run soak` does 200,000
// calls and 1,000 sessions.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeServing, type Served } from './place.ts'
import { heapOf, steadyServing, work } from './steady.ts'

const CALLS = 700
const SESSIONS = 20
/** What a part may leave: a leak of 150 bytes a call, or of 5 KB a session, would be more. */
const MOST_LEFT = 100 * 1024
/** One heap is up to 100 KB off: a session is just ending, a function was just compiled. So two are taken together. */
const PARTS = 6
const AFTER = 2

let served: Served
beforeAll(async () => {
  served = await steadyServing(false)
})
afterAll(() => closeServing(served))

test(
  `${PARTS * CALLS} calls and ${PARTS * SESSIONS} sessions leave nothing on the heap`,
  { timeout: 300_000 },
  async () => {
    const heaps: number[] = []
    for (let part = 0; part < PARTS; part += 1) {
      const answered = await work(served, {
        calls: CALLS,
        sessions: SESSIONS,
        textOf: (no) => `words ${no % 100} of it`,
      })
      expect(answered).toBe(CALLS + SESSIONS)
      const { heapUsed, external } = await heapOf(served)
      heaps.push(heapUsed + external)
    }
    // What is loaded and compiled once is there after the first parts.
    const [early, late] = [mean(heaps.slice(AFTER, AFTER + 2)), mean(heaps.slice(-2))]
    expect((late - early) / (PARTS - AFTER - 2)).toBeLessThan(MOST_LEFT)
  },
)

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
