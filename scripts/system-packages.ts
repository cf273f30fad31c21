// Which programs of the system the sandbox lacks here, and the commands that install them: the same ones that doctor names.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import {
  asRoot,
  installing,
  PACKAGE_MANAGERS,
  type Program,
  type Remedy,
  shownCommand,
} from '../src/core/confine/remedies.ts'

const NEEDED: readonly Program[] = ['bwrap', 'setpriv', 'unshare', 'bash', 'ip']

/** Nothing is needed where there is no sandbox yet: only tests without one are registered there. */
export const missingPrograms = (): readonly Program[] =>
  process.platform === 'linux' ? NEEDED.filter((name) => !isInPath(name)) : []

/** What to run, in order, by sudo where we are not root; null where no known package manager is found. */
export function installCommands(missing: readonly Program[]): readonly Remedy['argv'][] | null {
  const manager = PACKAGE_MANAGERS.find(isInPath)
  if (manager === undefined) return null
  const isRoot = process.geteuid?.() === 0
  return installing(missing, manager).map((remedy) => asRoot(remedy, isRoot).argv)
}

/** One line to show or to type. */
export const shown = (commands: readonly Remedy['argv'][]): string =>
  commands.map((argv) => shownCommand({ argv })).join(' && ')

function isInPath(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
