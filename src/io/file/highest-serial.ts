// The highest serial of a file that was ever seen, remembered outside that file: an older one that is put back is then known for what
// it is.
import { Failure } from '../../core/model/failure.ts'
import type { FailureCode } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from './read.ts'
import { replaceFile } from './replace.ts'

/** `what` is the file that it stands for, in words; `code` is what its damage counts as. */
export type Remembered = { readonly path: string; readonly what: string; readonly code: FailureCode }

/** 0 where none was ever seen. */
export async function highestSerial({ path, what, code }: Remembered): Promise<number> {
  const bytes = await readBounded(path, { maxBytes: 1024, code })
  if (bytes === null) return 0
  const [, serial] = /^\{"serial":([1-9]\d{0,14})\}\n$/.exec(bytes.toString('latin1')) ?? []
  if (serial !== undefined) return Number(serial)
  const shown = quote(untrusted(path), 400)
  throw new Failure(code, `${shown} does not say which ${what} is the newest`, {
    fix: `If you are sure that nobody put an older one back, remove ${shown}.`,
  })
}

/** To be called by one writer at a time. */
export const rememberSerial = ({ path }: Remembered, serial: number): Promise<void> =>
  replaceFile(path, `{"serial":${serial}}\n`)
