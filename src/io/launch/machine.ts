// Facts about this machine for `doctor`: versions, kernel settings, the package manager.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { PACKAGE_MANAGERS, type PackageManager } from '../../core/confine/remedies.ts'
import { findProgram } from './host.ts'

const run = promisify(execFile)

/** The first line that a program says about its version, or null when it does not start. */
export async function versionOf(program: string): Promise<string | null> {
  const said = await run(program, ['--version'], { timeout: 5_000, maxBuffer: 64 * 1024, env: {} }).catch(() => null)
  return said?.stdout.trim().split('\n')[0] ?? null
}

/** A kernel setting, or null where this kernel has none of that name. */
export const settingOf = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  )

export async function packageManager(): Promise<PackageManager | null> {
  for (const name of PACKAGE_MANAGERS) {
    if ((await findProgram(name)) !== null) return name
  }
  return null
}
