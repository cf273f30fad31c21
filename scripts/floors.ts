// Measures the rules on a corpus and fails where a figure got worse: `npm run floors -- FOLDER [REPORT]`. The report counts
// like one of the test runner, so that .ci/run adds both up.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { measureDetection } from '../src/flows/measure/detection.ts'
import { CLASSIFIERS } from '../src/core/rules/resemblance.ts'
import type { Miss } from '../src/core/model/detection.ts'
import { heldBy } from './detection/check.ts'
import { codeHeld } from './detection/read-code.ts'
import { payloadTally } from './detection/payloads.ts'
import { realServers, serversHeld } from './detection/real-servers.ts'

const [folder = '', report] = process.argv.slice(2)
const misses: Miss[] = []
const payloads = payloadTally()
const measured = await measureDetection(folder, {
  clock: () => performance.now(),
  progress: (text) => console.error(`… ${text}`),
  without: CLASSIFIERS,
  onMiss: (miss) => misses.push(miss),
  onAnswer: payloads.add,
})
for (const { where, why } of measured.faults) console.log(`not counted: ${where} ${why}`)
// Beside the corpus lies what eleven published servers answered.
const servers = realServers(join(folder, '../../fixtures/real-servers'))
const all = [...heldBy(measured, misses, payloads.rows()), ...serversHeld(servers), await codeHeld(folder)]
for (const { floor, why } of all) console.log(why === null ? `✓ ${floor}` : `✗ ${floor}; now ${why}`)
const passed = all.filter(({ why }) => why === null).length
const counts = { numPassedTests: passed, numTotalTests: all.length }
if (report !== undefined) await writeFile(report, JSON.stringify(counts))
if (passed < all.length) process.exitCode = 1
