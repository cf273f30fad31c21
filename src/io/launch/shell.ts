// The shell of this machine with all that it loads, for a sandbox that shows nothing else of this machine.
import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Shell } from '../../core/confine/image-root.ts'
import { Failure } from '../../core/model/failure.ts'

const run = promisify(execFile)
/** Each file that a process has in memory: the last word of its line in /proc/PID/maps. */
const MAPPED = /^\S+ \S+ \S+ \S+ [1-9]\d*\s+(\/.+)$/gm
const LOADER = /\/ld[-.][^/]*$/
/** `name => /path (address)`, as the loaders of glibc and musl list it. */
const LISTED = /^\s*(\S+) => (\/\S+) \(0x[0-9a-f]+\)$/gm

export async function shellOf(bash: string): Promise<Shell> {
  const options = { env: {}, timeout: 10_000 } as const
  try {
    const said = 'while IFS= read -r line; do printf "%s\\n" "$line"; done </proc/self/maps'
    const { stdout: maps } = await run(bash, ['--norc', '-c', said], options)
    const loader = [...maps.matchAll(MAPPED)].map(([, path]) => path!).find((path) => LOADER.test(path)) ?? null
    if (loader === null) return { loader, program: bash, libraries: {} }
    const { stdout } = await run(loader, ['--list', bash], options)
    const listed = [...stdout.matchAll(LISTED)].map(([, name, path]) => [name!, path!] as const)
    const found = listed.map(async ([name, path]) => [name, await realpath(path)] as const)
    const users = await usersLibrary(listed)
    return { loader, program: bash, libraries: { ...Object.fromEntries(await Promise.all(found)), ...users } }
  } catch (cause) {
    throw new Failure(
      'tool-missing',
      'the libraries of bash could not be found; the self-test of a sandbox needs them',
      {
        cause,
      },
    )
  }
}

const USERS = 'libnss_files.so.2'

/** Before 2.34 glibc loads this when a shell asks who runs it: where it is not ours it would be that of an image, ahead of all tests. */
async function usersLibrary(listed: readonly (readonly [string, string])[]): Promise<Shell['libraries']> {
  const library = listed.find(([name]) => name === 'libc.so.6')
  if (library === undefined) return {}
  const path = await realpath(join(dirname(library[1]), USERS)).catch(() => null)
  return path === null ? {} : { [USERS]: path }
}
