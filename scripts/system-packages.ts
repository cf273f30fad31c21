// Which programs of the system the sandbox needs, and the commands by which each package manager installs them.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

type Argv = readonly [program: string, ...words: string[]]

/** Nothing is needed where there is no sandbox yet: only tests without one are registered there. */
const PROGRAMS = { bwrap: 'bubblewrap', setpriv: 'util-linux', prlimit: 'util-linux' } as const
export type Program = keyof typeof PROGRAMS

const MANAGERS: Readonly<Record<string, (packages: readonly string[]) => readonly Argv[]>> = {
  'apt-get': (packages) => [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
  ],
  dnf: (packages) => [['dnf', 'install', '-y', ...packages]],
  apk: (packages) => [['apk', 'add', 'setpriv', ...packages]],
  pacman: (packages) => [['pacman', '-S', '--noconfirm', '--needed', ...packages]],
  zypper: (packages) => [['zypper', '--non-interactive', 'install', ...packages]],
}

export const missingPrograms = (): readonly Program[] =>
  process.platform === 'linux' ? (Object.keys(PROGRAMS) as Program[]).filter((name) => !isInPath(name)) : []

/** What to run, in order; null where no known package manager is found. */
export function installCommands(missing: readonly Program[]): readonly Argv[] | null {
  const manager = Object.keys(MANAGERS).find(isInPath)
  const packages = [...new Set(missing.map((name) => PROGRAMS[name]))]
  return manager === undefined ? null : MANAGERS[manager]!(packages)
}

/** One line to show or to type. */
export const shown = (commands: readonly Argv[], prefix = ''): string =>
  commands.map((argv) => prefix + argv.join(' ')).join(' && ')

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
