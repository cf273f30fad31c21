// Installs what `npm test` needs beyond npm: a launcher that can confine. Prints the command first; does nothing when all is there.
import { spawnSync } from 'node:child_process'
import { installCommands, missingPrograms, shown } from './system-packages.ts'

const missing = missingPrograms()
if (missing.length > 0) {
  const commands = installCommands(missing)
  console.error(`The sandbox needs programs that this system lacks: ${missing.join(', ')}`)
  if (commands === null) {
    stop('Install bubblewrap and util-linux with the package manager of this system, then repeat the command.')
  } else if (process.geteuid?.() !== 0) {
    stop(`Run this, then repeat the command:\n  ${shown(commands)}`)
  } else {
    console.error(`Running: ${shown(commands)}`)
    const isDone = commands.every(([program, ...words]) => {
      return spawnSync(program, words, { stdio: ['ignore', process.stderr, process.stderr] }).status === 0
    })
    const still = missingPrograms()
    if (!isDone || still.length > 0) stop(`That failed; still missing: ${still.join(', ')}`)
  }
}

function stop(why: string): void {
  console.error(why)
  process.exitCode = 2
}
