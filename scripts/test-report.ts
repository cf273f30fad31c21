// What `.ci/run` asks of the report that a run of tests leaves: three lines with the counts, the tests that failed, and the
// files they are in.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

type Report = {
  readonly numPassedTests: number
  readonly numTotalTests: number
  readonly testResults?: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

const SHOWN_CHARS = 2_000

const { numPassedTests, numTotalTests, testResults = [] } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Report
const wrong = testResults.filter(({ status }) => status === 'failed')
const names = wrong.flatMap(({ name, assertionResults }) => {
  const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  return tests.length === 0 ? [fileOf(name)] : tests
})

console.log(numPassedTests, numTotalTests - numPassedTests)
console.log(names.join('; ').replaceAll(/\s+/g, ' ').slice(0, SHOWN_CHARS))
console.log(wrong.map(({ name }) => fileOf(name)).join(' '))

/** The ordinary user runs the tests in a copy elsewhere: what follows `test/` or `src/` is the same in both. */
function fileOf(path: string): string {
  const inside = /(?:^|\/)((?:test|src)\/.*)$/.exec(relative('/', path))
  return inside?.[1] ?? path
}
