// The shell of this machine with all that it loads, for a sandbox that shows nothing else of this machine.
import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
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
    const found = [...stdout.matchAll(LISTED)].map(async ([, name, path]) => [name!, await realpath(path!)] as const)
    return { loader, program: bash, libraries: Object.fromEntries(await Promise.all(found)) }
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
