// `unprotect`: shows what becomes of each entry, asks, and says what came of it as text or as one JSON object.
import { quote, reveal, untrusted } from '../core/model/untrusted.ts'
import { unprotect, type Unprotection } from '../flows/protect/unprotect.ts'
import { backupFolder } from '../io/store/backup.ts'
import { onlyCopies, onlyCopiesText } from '../flows/secrets/only-copies.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import { clientsFrom, protectDesk } from './protect/desk.ts'
import type { World } from './world.ts'

export async function runUnprotect(args: Args, world: World): Promise<ExitCode> {
  const json = args.options['json'] === true
  const desk = protectDesk(args, world)
  const ink = inkFor(json ? world.stderr : world.stdout, world.env)
  const done = await unprotect({ clients: clientsFrom(args.options), names: args.positional }, ink, desk)
  if (json) world.stdout.write(jsonLine('unprotect', done))
  else {
    const copies = backupFolder(world.paths.state)
    world.stdout.write(`${endText(done, args.positional[0])}${putRight(done, copies)}${await stillAway(done, world)}`)
  }
  return exitOfUndo(done)
}

/** Nothing is lost where something could not be given back. */
function putRight({ kind, files }: Unprotection, copies: string): string {
  const isLeft = files.some(({ entries }) => entries.some(({ fate }) => fate === 'cannot'))
  return kind === 'done' && isLeft
    ? `next: put right in the file what is said above, then repeat the command. Copies of the files as they were: ${quote(untrusted(copies), 400)}\n`
    : ''
}

/** A server that starts without us again would take the reference for the value. */
async function stillAway({ kind }: Unprotection, { paths }: World): Promise<string> {
  const count = kind === 'done' ? await onlyCopies(paths) : 0
  return count === 0 ? '' : `${onlyCopiesText(count)}; \`sallyport secrets restore\` puts them back.\n`
}

export function exitOfUndo({ kind, files, damaged }: Unprotection): ExitCode {
  const isWhole = files.every(
    ({ failed, entries }) => failed === null && entries.every(({ fate }) => fate !== 'cannot'),
  )
  if (!isWhole || damaged.length > 0) return 2
  return kind === 'refused' ? 1 : 0
}

function endText({ kind, files, damaged, why }: Unprotection, name: string | undefined): string {
  const lost = damaged.map((path) => `damaged: ${reveal(path)} is not as we wrote it, and was not used\n`).join('')
  if (kind === 'nothing') {
    const what =
      name === undefined
        ? 'No client config starts a server through Sallyport'
        : `No client config starts ${reveal(name)} through Sallyport`
    return `${lost}${what}; nothing was changed.\n`
  }
  if (kind === 'refused') return `${lost}refused: ${reveal(why)}; nothing was changed.\n`
  const restart = files.length === 0 ? '' : 'Restart the clients named above: what they started before keeps running.\n'
  return `${lost}${restart}`
}
