// Installs what `npm test` needs beyond npm: a launcher that can confine, and a browser and a Python to be confined.
// Prints the command first; does nothing when all is there.
import { spawnSync } from 'node:child_process'
import { installCommands, missingPrograms, shown } from './system-packages.ts'

const missing = missingPrograms('tests')
if (missing.length > 0) {
  const commands = installCommands(missing)
  console.error(`The sandbox and its tests need programs that this system lacks: ${missing.join(', ')}`)
  if (commands === null) {
    stop(
      'Install bubblewrap, util-linux, chromium, pip for Python 3 and git with the package manager of this system, then repeat the command.',
    )
  } else if (process.geteuid?.() !== 0) {
    stop(`Run this, then repeat the command:\n  ${shown(commands)}`)
  } else {
    console.error(`Running: ${shown(commands)}`)
    const isDone = commands.every(([program, ...words]) => {
      return spawnSync(program, words, { stdio: ['ignore', process.stderr, process.stderr] }).status === 0
    })
    const still = missingPrograms('tests')
    if (!isDone || still.length > 0) stop(`That failed; still missing: ${still.join(', ')}`)
  }
}

function stop(why: string): void {
  console.error(why)
  process.exitCode = 2
}
