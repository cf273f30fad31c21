// The program that clients are to start: the Node that runs us and our bin, both by their real paths.
import { realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'

export type Self = { readonly node: string; readonly bin: string }

export function ownProgram(): Self {
  return { node: realpathSync(process.execPath), bin: realpathSync(process.argv[1] ?? '') }
}

/** Tells builds apart that have the same version, such as one that was installed over another while that still runs. */
export function ownBuild({ bin }: Self): string {
  const bundle = statSync(join(dirname(bin), '../dist/main.js'), { throwIfNoEntry: false })
  return `${manifest.version} ${bundle?.mtimeMs ?? 0} ${process.version}`
}

/** A client keeps the path for months; a folder that npx made is cleared at any time. */
export function lastingProgram(): Self {
  const self = ownProgram()
  if (!/[\\/]_npx[\\/]/.test(self.bin)) return self
  throw new Failure('usage-invalid', `${quote(untrusted(self.bin), 400)} lies in a cache that npx clears`, {
    fix: 'Install Sallyport for good (`npm install --global sallyport`), then run that one.',
  })
}
