// Gateway, servers and clients killed at random under load, and what was lost by it.
import { chaos } from '../../test/serve/chaos.ts'
import type { Section } from '../soak.ts'

const CHAOS_MS = Number(process.env['SALLYPORT_SOAK_CHAOS_MS'] ?? 600_000)

export async function chaosSection(): Promise<Section> {
  const found = await chaos(CHAOS_MS, 42, (left) =>
    process.stderr.write(`\r${Math.ceil(left / 1000)} s of chaos left  `),
  )
  const { killed, answered, refused, wrong, unrecorded, orphans, records, verified } = found
  // Where nothing was answered, nothing was shown.
  const isSound =
    answered > 0 && wrong.length === 0 && unrecorded.length === 0 && orphans === 0 && verified.status === 0
  for (const one of [...wrong, ...unrecorded].slice(0, 20)) process.stderr.write(`${one}\n`)
  const text = `## chaos: ${Math.round(CHAOS_MS / 1000)} s of kill -9

Three people with two clients each, one of either era, ask on and on through one \`serve\`. Each text is its client's own.

| what | count |
|---|---|
| gateways killed | ${killed.gateway} |
| servers killed | ${killed.server} |
| clients killed | ${killed.client} |
| calls answered | ${answered} |
| calls refused, with the reason | ${refused} |
| answers or progress with the words of another | ${wrong.length} |
| calls that a server got, or answers that a client got, without their line in the log | ${unrecorded.length} |
| processes of servers left at the end | ${orphans} |
| lines of the log | ${records} |
| \`log verify\` | exit ${verified.status} |`
  return { text, isSound }
}
