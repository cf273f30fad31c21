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

const NEEDED = ['bwrap', 'setpriv', 'unshare', 'bash', 'ip'] as const satisfies readonly Program[]
/** What only servers in tests start, and its package: a browser, a Python with its installer, a version control, containers. */
const STARTED_BY_TESTS = {
  chromium: 'chromium',
  pip3: 'python3-pip',
  git: 'git',
  // Before podman, which would otherwise bring a runtime that fails where both versions of control groups are mounted.
  runc: 'runc',
  podman: 'podman',
  // Watches what a server does in a rehearsal.
  strace: 'strace',
} as const
export const isStartedByTests = (name: Needed): name is keyof typeof STARTED_BY_TESTS =>
  Object.hasOwn(STARTED_BY_TESTS, name)
type Needed = (typeof NEEDED)[number] | keyof typeof STARTED_BY_TESTS

/** Nothing is needed where there is no sandbox yet: only tests without one are registered there. */
export const missingPrograms = (purpose: 'use' | 'tests' = 'use'): readonly Needed[] => {
  const needed = purpose === 'use' ? NEEDED : [...NEEDED, ...(Object.keys(STARTED_BY_TESTS) as Needed[])]
  return process.platform === 'linux' ? needed.filter((name) => !isInPath(name)) : []
}

/** What to run, in order, by sudo where we are not root; null where no known package manager is found. */
export function installCommands(missing: readonly Needed[]): readonly Remedy['argv'][] | null {
  const manager = PACKAGE_MANAGERS.find(isInPath)
  if (manager === undefined) return null
  const before = installing([], manager)
  const install = before.pop()!
  const needed = NEEDED.filter((name) => missing.includes(name))
  // One by one: a system that does not have one of them, as Ubuntu has no browser in its packages, still gets the others.
  const others = missing
    .filter(isStartedByTests)
    .map((name): Remedy => ({ argv: [...install.argv, STARTED_BY_TESTS[name]] }))
  const commands: Remedy[] = [...before, ...(needed.length > 0 ? installing(needed, manager).slice(-1) : []), ...others]
  return commands.map((remedy) => asRoot(remedy, process.geteuid?.() === 0).argv)
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
