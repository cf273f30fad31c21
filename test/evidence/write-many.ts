// Records until it is done or killed, and says on stdout each number that `record` has returned.
import { writeSync } from 'node:fs'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { message, placeIn } from './place.ts'

const [root = '', count = '0'] = process.argv.slice(2)
const recorder = await openEvidence(placeIn(root))
for (let done = 0; done < Number(count); done++) {
  const seq = recorder.record(message(JSON.stringify({ text: 'x'.repeat((done * 37) % 9_000) })))
  writeSync(1, `${seq}\n`)
  if (done % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
}
await recorder.close()
