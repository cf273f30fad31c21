// Installs what `npm test` needs beyond npm: a launcher that can confine, and a browser and a Python to be confined.
// Prints the commands first; does nothing when all is there.
import { spawnSync } from 'node:child_process'
import { installCommands, isStartedByTests, missingPrograms, shown } from './system-packages.ts'

const missing = missingPrograms('tests')
if (missing.length > 0) {
  const commands = installCommands(missing)
  console.error(`The sandbox and its tests need programs that this system lacks: ${missing.join(', ')}`)
  if (commands === null) {
    console.error(
      'Install bubblewrap, util-linux, chromium, pip for Python 3 and git with the package manager of this system.',
    )
  } else if (process.geteuid?.() !== 0) {
    console.error(`Run this, then repeat the command:\n  ${shown(commands)}`)
  } else {
    console.error(`Running: ${shown(commands)}`)
    for (const [program, ...words] of commands) {
      spawnSync(program, words, { stdio: ['ignore', process.stderr, process.stderr] })
    }
  }
  const still = missingPrograms('tests')
  const isVital = still.some((name) => !isStartedByTests(name))
  if (isVital) process.exitCode = 2
  if (still.length > 0) {
    const follows = isVital ? 'Nothing can be tested.' : 'The tests that start them will fail.'
    console.error(`Still missing: ${still.join(', ')}. ${follows}`)
  }
}
