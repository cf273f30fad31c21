// What `serve` holds after ever more calls and sessions: the same is left after the last part as after those before it.
import { closeServing } from '../../test/serve/place.ts'
import { heapOf, residentMb, steadyServing, work } from '../../test/serve/steady.ts'
import type { Section } from '../soak.ts'

const CALLS = Number(process.env['SALLYPORT_SOAK_CALLS'] ?? 200_000)
const SESSIONS = Number(process.env['SALLYPORT_SOAK_SESSIONS'] ?? 1_000)
const PARTS = 10
/** From the fifth part on nothing is new: what is remembered has reached its bounds. Bytes. */
const MOST_GROWTH = 8 * 1024 ** 2

export async function serveSection(): Promise<Section> {
  const served = await steadyServing(true)
  const began = Date.now()
  const rows: { readonly heap: number; readonly resident: number; readonly failed: number }[] = []
  try {
    for (let part = 0; part < PARTS; part += 1) {
      const given = { calls: CALLS / PARTS, sessions: SESSIONS / PARTS }
      const textOf = (no: number): string => `Order ${part * given.calls + no} was looked up and sent to its owner.`
      const answered = await work(served, { ...given, textOf })
      const { heapUsed, external } = await heapOf(served)
      const failed = given.calls + given.sessions - answered
      rows.push({ heap: heapUsed + external, resident: residentMb(served.run.pid!), failed })
      process.stderr.write(`\r${part + 1} of ${PARTS} parts of the calls`)
    }
  } finally {
    await closeServing(served)
  }
  const table = rows.map(({ heap, resident, failed }, part) =>
    ['', ((part + 1) * CALLS) / PARTS, ((part + 1) * SESSIONS) / PARTS, mb(heap), resident.toFixed(0), failed, '']
      .join(' | ')
      .trim(),
  )
  const growth = rows.at(-1)!.heap - rows[PARTS / 2]!.heap
  const failed = rows.reduce((sum, one) => sum + one.failed, 0)
  const text = `## serve: ${CALLS} calls and ${SESSIONS} sessions

Through one \`serve\` as it comes, half of the calls in a legacy session and half by modern clients, no text like another. Each of the
sessions is opened, used and ended, and has a server process of its own.

| calls | sessions | held by the heap, MB | resident, MB | not answered |
|---|---|---|---|---|
${table.join('\n')}

${Math.round((Date.now() - began) / 1000)} s. The heap is told after all garbage was collected. Over the second half it grew by ${mb(growth)} MB.`
  return { text, isSound: growth < MOST_GROWTH && failed === 0 }
}

const mb = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1)
