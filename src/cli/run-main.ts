// The entry of `run NAME`, which a client starts and waits for: it brings neither the table of commands nor their parser. A gateway
// that is missing is started first, and what looks for it is loaded meanwhile.
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { meetingFolder } from '../flows/gateway-process/meeting-folder.ts'
import { type Early, startEarly } from '../flows/gateway-process/start-early.ts'
import { gatewayWay } from './gateway-way.ts'
import { pathsFrom, prepare } from './paths.ts'
import { end, endOnBug } from './process.ts'

/** `sallyport run NAME`, without any other word. */
export async function main(host: NodeJS.Process): Promise<void> {
  endOnBug(host)
  // Before all else, also before the streams of this process are made.
  const early = startedEarly(host)
  const { runByDoor } = await import('./run-door.ts')
  await end(await runByDoor(host, early), host)
}

/** Null also where something is wrong: the usual way says what. */
function startedEarly({ env, geteuid }: NodeJS.Process): Early | null {
  try {
    const paths = prepare(pathsFrom(env, geteuid?.()))
    return saysItself(paths.config) ? null : startEarly(meetingFolder(paths), gatewayWay({ paths, env }))
  } catch {
    return null
  }
}

/** Whether config.yaml may say `runIn: itself`. Its parser is large, and a gateway that is started in vain ends when it was idle. */
function saysItself(folder: string): boolean {
  const path = join(folder, 'config.yaml')
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return false
  return !found.isFile() || found.size > MAX_BYTES || readFileSync(path, 'latin1').includes('itself')
}

const MAX_BYTES = 64 * 1024
