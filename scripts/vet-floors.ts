// How well the reading of code tells harm from honest work: `npm run vet:floors -- CORPUS CACHE [benign|malicious]`. CORPUS is a folder of
// samples that stays outside; CACHE is a folder that keeps the packages of the honest servers, fetched without running anything of them.
import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BENIGN, type BenignServer } from '../bench/vet/benign.data.ts'
import { isAtLeast } from '../src/core/model/finding.ts'
import { verdictOf } from '../src/core/vet/verdict.ts'
import { unpack } from '../src/io/source/archive/unpack.ts'
import { inFolder, judge, type Judged, malicious, RECALL } from './detection/read-code.ts'

const run = promisify(execFile)
const [corpus = '', cache = '', only = 'both'] = process.argv.slice(2)
if (corpus === '' || cache === '') {
  process.stderr.write('usage: npm run vet:floors -- CORPUS CACHE [benign|malicious]\n')
  process.exit(2)
}

async function benign(): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const server of BENIGN) {
    const archive = await archiveOf(server)
    judged.push(
      await inFolder(async (folder) => {
        const into = join(folder, 'package')
        await mkdir(into, { mode: 0o700 })
        await unpack({ archive, called: server.name, into })
        const one = await judge(`${server.registry}:${server.name}@${server.version}`, into)
        process.stderr.write(`${one.isFlagged ? 'FLAGGED' : '       '} ${one.name} ${Math.round(one.ms)} ms\n`)
        return one
      }),
    )
  }
  return judged
}

/** npm packs without scripts, and pip takes wheels alone: nothing of a package runs. */
async function archiveOf({ registry, name, version }: BenignServer): Promise<string> {
  const folder = join(cache, `${registry}-${name.replaceAll('/', '+')}-${version}`)
  await mkdir(folder, { recursive: true })
  const find = async (): Promise<string | undefined> =>
    (await readdir(folder)).find((file) => /\.(?:tgz|whl)$/.test(file))
  if ((await find()) === undefined) {
    if (registry === 'npm') await run('npm', ['pack', '--ignore-scripts', `${name}@${version}`], { cwd: folder })
    else
      await run(
        'pip',
        ['download', '-q', '--no-deps', '--only-binary', ':all:', '--ignore-requires-python', `${name}==${version}`],
        { cwd: folder },
      )
  }
  return join(folder, (await find())!)
}

function told(title: string, judged: readonly Judged[]): number {
  const flagged = judged.filter(({ isFlagged }) => isFlagged).length
  process.stdout.write(
    `${title}: ${flagged} of ${judged.length} flagged at high (${((100 * flagged) / judged.length).toFixed(1)} %)\n`,
  )
  for (const { name, part, isFlagged } of judged) {
    const wanted = title === 'malicious' ? !isFlagged : isFlagged || part.report.unanswered.length > 0
    if (!wanted) continue
    process.stdout.write(`  ${name}: ${verdictOf([part])}\n`)
    for (const { rule, severity, evidence } of part.report.findings.slice(0, 200)) {
      if (isAtLeast(severity, 'high')) process.stdout.write(`    ${severity} ${rule} ${evidence.at}\n`)
    }
    for (const { why } of part.report.unanswered) process.stdout.write(`    unanswered ${why}\n`)
  }
  return flagged / judged.length
}

const bad = only === 'benign' ? [] : await malicious(corpus)
const good = only === 'malicious' ? [] : await benign()
for (const [isAsked, judged, what] of [
  [only !== 'benign', bad, 'no harmful source'],
  [only !== 'malicious', good, 'no honest server'],
] as const) {
  if (!isAsked || judged.length > 0) continue
  process.stderr.write(`${what} was read: nothing was measured\n`)
  process.exit(2)
}
const recall = bad.length === 0 ? 1 : told('malicious', bad)
const alarms = good.length === 0 ? 0 : told('benign', good)
const called = good.filter(({ part }) => verdictOf([part]) === 'malicious').map(({ name }) => name)
process.stdout.write(`benign servers called malicious: ${called.length} ${called.join(' ')}\n`)
process.exit(recall >= RECALL && alarms <= 0.05 && called.length === 0 ? 0 : 1)
