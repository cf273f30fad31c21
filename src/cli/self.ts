// The program that clients are to start: the Node that runs us and our bin, both by their real paths.
import { realpathSync } from 'node:fs'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'

export type Self = { readonly node: string; readonly bin: string }

export function ownProgram(): Self {
  return { node: realpathSync(process.execPath), bin: realpathSync(process.argv[1] ?? '') }
}

/** A client keeps the path for months; a folder that npx made is cleared at any time. */
export function lastingProgram(): Self {
  const self = ownProgram()
  if (!/[\\/]_npx[\\/]/.test(self.bin)) return self
  throw new Failure('usage-invalid', `${quote(untrusted(self.bin), 400)} lies in a cache that npx clears`, {
    fix: 'Install Sallyport for good (`npm install --global sallyport`), then run that one.',
  })
}
