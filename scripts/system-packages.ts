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
/** What only servers in tests start, and its package: a browser, a Python with its installer, a version control. */
const STARTED_BY_TESTS = { chromium: 'chromium', pip3: 'python3-pip', git: 'git' } as const
const isStartedByTests = (name: Needed): name is keyof typeof STARTED_BY_TESTS => Object.hasOwn(STARTED_BY_TESTS, name)
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
  const isRoot = process.geteuid?.() === 0
  const others = missing.filter(isStartedByTests).map((name) => STARTED_BY_TESTS[name])
  const commands = installing(
    NEEDED.filter((name) => missing.includes(name)),
    manager,
  )
  return commands.map((remedy, i) => {
    const { argv } = asRoot(remedy, isRoot)
    return i === commands.length - 1 ? [...argv, ...others] : argv
  })
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
