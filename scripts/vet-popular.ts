// What vetting says of well-known servers, and what it costs: `npm run vet:popular -- CACHE`. CACHE is a folder that keeps what is finished, so that
// a run that was broken off goes on where it was; after a change of the code, take an empty one.
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BENIGN, type BenignServer } from '../bench/vet/benign.data.ts'
import { measured, type Measured } from './popular/measured.ts'
import { popularPage } from './popular/page.ts'

const [cache = ''] = process.argv.slice(2)
if (cache === '') {
  process.stderr.write('usage: npm run vet:popular -- CACHE\n')
  process.exit(2)
}
await mkdir(cache, { recursive: true })
const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim()

const found: Measured[] = []
for (const server of BENIGN.filter(({ popular }) => popular)) {
  const one = await kept(server)
  found.push(one)
  process.stderr.write(`${one.verdict.padEnd(10)} ${one.server} ${one.seconds} s, ${one.megabytes} MB\n`)
}
await writeFile(join(import.meta.dirname, '../docs/vetting-measured.md'), popularPage(found))
const malicious = found.filter(({ verdict }) => verdict === 'malicious')
const without = found.filter(({ verdict }) => verdict === 'none')
for (const { server, worst } of [...malicious, ...without]) process.stdout.write(`  ${server}: ${worst}\n`)
process.stdout.write(`called malicious: ${malicious.length} of ${found.length}; without a verdict: ${without.length}\n`)
process.exitCode = malicious.length > 0 ? 1 : without.length > 0 ? 2 : 0

async function kept(server: BenignServer): Promise<Measured> {
  const { registry, name, version } = server
  const file = join(cache, `${registry}-${name.replaceAll('/', '+')}-${version}.json`)
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known !== null) return JSON.parse(known) as Measured
  const { told, ...one } = await measured(`${registry}:${name}${registry === 'npm' ? '@' : '=='}${version}`, commit)
  await writeFile(`${file}.told`, told)
  // One without a verdict is tried again by the next run.
  if (one.verdict !== 'none') await writeFile(file, JSON.stringify(one))
  return one
}
