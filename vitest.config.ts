import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that take a minute and more: whoever began them last would end with one of them alone. */
const LONG = [
  'test/lab/lab.test.ts',
  'test/e2e.test.ts',
  'test/serve/conformance-clients.test.ts',
  'test/serve/conformance.test.ts',
  'test/serve/chaos.test.ts',
  'test/serve/steady.test.ts',
  'test/real/equality.test.ts',
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((path) => moduleId.endsWith(`/${path}`))
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    // A file of tests that starts processes waits for a third of its time: three keep two cores at work. More would measure the
    // machine, where a limit or an end within a second is shown.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    // The same commands are started some thousand times: what was compiled once is kept, as for the gateway process (decision 47).
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    projects: [
      { extends: true, test: { name: 'around', include: ['test/**/*.test.ts'] } },
      // What lies beside the code leaves nothing behind, so its files share processes: starting one for each took longer than most of
      // their tests.
      { extends: true, test: { name: 'beside', include: ['src/**/*.test.ts'], isolate: false } },
    ],
  },
})
