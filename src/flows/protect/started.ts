// Which processes were started from an entry before it was put behind us: they run unconfined, and a person has to end them.
import { basename } from 'node:path'
import { listProcesses, talksOverPipes, type Process } from '../../io/source/clients/processes.ts'

/** Empty where there is none, or where this system does not say. */
export function startedFrom(argv: readonly string[]): readonly number[] {
  const found = listProcesses()?.processes ?? []
  return found.filter((process) => isFrom(argv, process) && talksOverPipes(process.pid) === true).map(({ pid }) => pid)
}

/** A launcher such as npx takes another name, and keeps the words after it. */
function isFrom([program = '', ...words]: readonly string[], { argv, pid }: Process): boolean {
  if (pid === process.pid || argv.length === 0) return false
  if (words.length === 0) return basename(argv[0]!) === basename(program) || argv.includes(program)
  return argv.length > words.length && argv.slice(-words.length).join('\0') === words.join('\0')
}
