// Where the gateway process keeps its compiled code between starts. Whoever writes there decides which code it runs: so it lies in
// the folder of the gateway, which only its owner can enter, and is not used unless it is such a folder itself.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isOursAlone } from '../file/ours-alone.ts'

/** One folder for each build: what another one compiled is never looked at. Null where there is none that may be used. */
export function codeFolder(folder: string, build: string): string | null {
  const name = build.replaceAll(/[^\w.]/g, '-')
  const code = join(folder, 'code')
  const own = join(code, name)
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 })
    if (![folder, code, own].every(isOursAlone)) return null
    for (const other of readdirSync(code))
      if (other !== name) rmSync(join(code, other), { recursive: true, force: true })
    return own
  } catch {
    // Without it a start takes longer, and that is all.
    return null
  }
}
