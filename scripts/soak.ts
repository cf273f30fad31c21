// The full count of starts and ends, and what was left, written as a table into the docs. `npm run soak`.
import { writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { cycle } from '../test/real/cycles.ts'
import { makeHome } from '../test/real/home.ts'

const CYCLES = Number(process.env['SALLYPORT_SOAK_CYCLES'] ?? 200)
const home = makeHome()
const began = Date.now()
const rows = await cycle(home, CYCLES, (done) => process.stderr.write(`\r${done} of ${CYCLES}`))
const { stdout } = home.sallyport('status', '--json')
const orphans = (JSON.parse(stdout) as { rows: { orphans: number[] }[] }).rows.flatMap((row) => row.orphans).length
await home.remove()
process.stderr.write('\n')

const table = rows.map(({ ending, cycles, left, slowest }) => `| ${ending} | ${cycles} | ${left} | ${slowest} ms |`)
const who = process.getuid?.() === 0 ? 'root' : 'an ordinary user'
const page = `# Soak

Written by \`npm run soak\`: one server, started and ended again and again. Each time it leaves a daemon in a session of its own,
forked twice, that ignores TERM, HUP and INT.

| how it ends | times | processes left after 1 s | slowest end |
|---|---|---|---|
${table.join('\n')}

${CYCLES} starts in ${Math.round((Date.now() - began) / 1000)} s as ${who}, ${cpus().length} cores, Linux ${release()}, Node ${process.version}.
Orphans that \`sallyport status\` shows afterwards: ${orphans}.
`
await writeFile(join(import.meta.dirname, '../docs/soak.md'), page)
process.stdout.write(page)
if (orphans > 0 || rows.some(({ left }) => left > 0)) process.exitCode = 1
