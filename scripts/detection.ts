// Measures the rules on a corpus and writes docs/detection.md: `npm run detection -- FOLDER`.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import type { Miss } from '../src/core/model/detection.ts'
import { measureDetection } from '../src/flows/measure/detection.ts'
import { detectionPage } from './detection/page.ts'
import { payloadTally } from './detection/payloads.ts'
import { realServers } from './detection/real-servers.ts'
import { CLASSIFIERS } from '../src/core/rules/resemblance.ts'

/** All that decides over an answer. */
const RULES = ['src/core/rules', 'src/core/text', 'src/core/policy/effect-class.ts']

const [folder = ''] = process.argv.slice(2)
const root = join(import.meta.dirname, '..')
const changed = execFileSync('git', ['status', '--porcelain', '--', ...RULES], { cwd: root, encoding: 'utf8' })
if (changed !== '')
  throw new Error('the rules have changes that are not committed: the page would name the wrong rules')
const rules = execFileSync('git', ['log', '-1', '--format=%h', '--abbrev=12', '--', ...RULES], {
  cwd: root,
  encoding: 'utf8',
})
const misses: Miss[] = []
const payloads = payloadTally()
const measured = await measureDetection(folder, {
  clock: () => performance.now(),
  progress: (text) => console.error(`… ${text}`),
  without: CLASSIFIERS,
  onMiss: (miss) => misses.push(miss),
  onAnswer: payloads.add,
})
if (measured.faultCount > 0) throw new Error(`${measured.faultCount} rows could not be read`)
const day = new Date().toISOString().slice(0, 10)
const machine = `${cpus().length} cores, Linux ${release().split('-')[0]}, Node ${process.version}`
const made = { day, rules: rules.trim(), machine }
await writeFile(
  join(root, 'docs/detection.md'),
  detectionPage(measured, misses, payloads.rows(), realServers(join(folder, '../../fixtures/real-servers')), made),
)
