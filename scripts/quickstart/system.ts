// Sees to it that the sandbox can be had: installs what is missing, after showing the command, and on a terminal after asking.
import { spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import { installCommands, missingPrograms, shown } from '../system-packages.ts'

export async function readySystem(): Promise<boolean> {
  const missing = missingPrograms()
  if (missing.length === 0) return true
  const commands = installCommands(missing)
  console.log(`The sandbox needs programs that this system lacks: ${missing.join(', ')}`)
  if (commands === null) {
    console.error('Install bubblewrap and util-linux with the package manager of this system, then repeat the command.')
    return false
  }
  const isRoot = process.geteuid?.() === 0
  console.log(`To install them: ${shown(commands)}`)
  if (!isRoot && !process.stdin.isTTY) {
    console.error('Run that, then repeat the command.')
    return false
  }
  if (process.stdin.isTTY && !(await agrees())) return false
  for (const [program, ...words] of commands) {
    if (spawnSync(program, words, { stdio: ['inherit', process.stderr, process.stderr] }).status !== 0) return false
  }
  return missingPrograms().length === 0
}

async function agrees(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await lines.question('Run it now? [y/N] ')
  lines.close()
  return /^y(es)?$/i.test(answer.trim())
}
