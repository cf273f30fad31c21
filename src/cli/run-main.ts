// The entry of `run NAME`, which a client starts and waits for: it brings neither the table of commands nor their parser. A gateway
// that is missing is started first, and what looks for it is loaded meanwhile.
import { lstatSync, readFileSync } from 'node:fs'
import { meetingFolder } from '../flows/gateway-process/meeting-folder.ts'
import { startEarly } from '../flows/gateway-process/start-early.ts'
import { CONFIG_BYTES, configFile } from './settings/config-file.ts'
import { gatewayWay } from './gateway-way.ts'
import { pathsFrom, prepare } from './settings/paths.ts'
import { end, endOnBug } from './process.ts'
import type { Begun } from './run-door.ts'

/** `sallyport run NAME`, without any other word. */
export async function main(host: NodeJS.Process): Promise<void> {
  endOnBug(host)
  // Before all else, also before the streams of this process are made.
  const begun = begin(host)
  const { runByDoor } = await import('./run-door.ts')
  await end(await runByDoor(host, begun), host)
}

/** Null where something is wrong: the usual way says what. */
function begin({ env, geteuid }: NodeJS.Process): Begun | null {
  try {
    const paths = prepare(pathsFrom(env, geteuid?.()))
    const way = gatewayWay({ paths, env })
    return { paths, way, early: saysItself(paths.config) ? null : startEarly(meetingFolder(paths), way) }
  } catch {
    return null
  }
}

/** Whether config.yaml may say `runIn: itself`. Its parser is large, and a gateway that is started in vain ends when it was idle. */
function saysItself(folder: string): boolean {
  const path = configFile(folder)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return false
  return !found.isFile() || found.size > CONFIG_BYTES || readFileSync(path, 'latin1').includes('itself')
}
