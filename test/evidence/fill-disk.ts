// Runs where the temporary folder is a tiny file system: records until it is full, makes room, and goes on.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { faultsIn, message, newPlace, writersIn } from './place.ts'

const place = await newPlace()
const ballast = join(place.root, 'ballast')
writeFileSync(ballast, Buffer.alloc(64 * 1024, 1))
const recorder = await openEvidence(place)
const codes = new Set<unknown>()
for (let refused = 0; refused < 3;) {
  try {
    recorder.record(message('x'.repeat(5_000)))
  } catch (cause) {
    codes.add((cause as { code: unknown }).code)
    refused += 1
  }
}
const file = join(place.evidence, (await writersIn(place))[0]!, '000001.jsonl')
const whole = readFileSync(file, 'utf8').endsWith('}\n')
rmSync(ballast)
recorder.record(message('{"room":"again"}'))
await recorder.close()
const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
const resumed = lines
  .map((line) => JSON.parse(line) as { type: string; refused?: number })
  .find(({ type }) => type === 'resumed')
process.stdout.write(
  JSON.stringify({ codes: [...codes], whole, refused: resumed?.refused, faults: await faultsIn(place) }),
)
