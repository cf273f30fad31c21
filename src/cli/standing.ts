// What every command does that goes on until it is told to end: it hears the signals, and says on stderr what happens meanwhile.
import { bound } from '../core/model/bounds.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { World } from './world.ts'

type Stderr = Pick<World, 'stderr'>

/** Asked twice it ends no faster: what it started has to go first, and be recorded as gone. */
export function onSignals(end: () => void, signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']): void {
  for (const signal of signals) process.on(signal, end)
}

/** A line of ours. */
export const speakOn =
  ({ stderr }: Stderr) =>
  (line: string): void =>
    void stderr.write(`sallyport: ${reveal(line)}\n`)

/** A line of a server. Once its reader has fallen behind, a chatty server must not fill our memory: the log keeps its last words. */
export const echoOn =
  ({ stderr }: Stderr) =>
  (server: string, line: string): void =>
    void (stderr.writableLength < bound('stderr-unread-bytes') && stderr.write(`[${server}] ${line}\n`))
