// Starts and ends of one server, and what was left of it.
import { cycle } from '../../test/real/cycles.ts'
import { makeHome } from '../../test/real/home.ts'
import type { Section } from '../soak.ts'

const CYCLES = Number(process.env['SALLYPORT_SOAK_CYCLES'] ?? 200)

export async function endsSection(): Promise<Section> {
  const home = makeHome()
  const began = Date.now()
  const rows = await cycle(home, CYCLES, (done) => process.stderr.write(`\r${done} of ${CYCLES} starts`))
  const { stdout } = home.sallyport('status', '--json')
  const orphans = (JSON.parse(stdout) as { rows: { orphans: number[] }[] }).rows.flatMap((row) => row.orphans).length
  await home.remove()
  const table = rows.map(({ ending, cycles, left, slowest }) => `| ${ending} | ${cycles} | ${left} | ${slowest} ms |`)
  const text = `## ends: one server, started and ended again and again

Each time it leaves a daemon in a session of its own, forked twice, that ignores TERM, HUP and INT.

| how it ends | times | processes left after 1 s | slowest end |
|---|---|---|---|
${table.join('\n')}

${CYCLES} starts in ${Math.round((Date.now() - began) / 1000)} s. Orphans that \`sallyport status\` shows afterwards: ${orphans}.`
  return { text, isSound: orphans === 0 && rows.every(({ left }) => left === 0) }
}
