// The code that runs without a sandbox at the next start: ours, and the Node that runs it. A server that could write there would need no
// way out of its own.
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** Where this package lies, the same for its sources and for what was built from them. */
export const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('sallyport/package.json'))

/** Real paths. What we depend on lies beside us where we are installed, and so the outermost folder of packages counts. */
export function ownCode(): readonly string[] {
  const own = realpathSync(packageFolder())
  const at = own.indexOf('/node_modules/')
  return [at < 0 ? own : own.slice(0, at + '/node_modules'.length), realpathSync(process.execPath)]
}
