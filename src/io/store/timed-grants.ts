// The grants for a time of this user, in one sealed file that is replaced as a whole: whoever watches it misses no change, and no
// grant can be put back without the others. Nor can the whole file: the serial of the newest is remembered outside it.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { highestSerial, type Remembered, rememberSerial } from '../file/highest-serial.ts'
import { withLock } from '../file/lock.ts'
import { replaceFile } from '../file/replace.ts'
import { readPrivate } from './private-file.ts'
import { watchFile } from './watch.ts'

/** Undefined leaves the file as it is. */
export type Write =
  | {
      /** The serial of the file that stands there; 0 where none can be read. It may not be remembered yet. */
      readonly above: number
      /** What is to be written under a serial; null takes the file away. */
      readonly text: ((serial: number) => string) | null
    }
  | undefined

export type GrantsFile = {
  readonly path: string
  /** Null: there is none. Fails where others could read or write it. */
  readonly read: () => Promise<string | null>
  /** Of the newest file that was written here, or of its end. */
  readonly highest: () => Promise<number>
  /** One after the other, also across processes. */
  readonly change: (edit: () => Promise<Write>) => Promise<void>
  /** Calls back on every change within a second; returns what stops it. */
  readonly watch: (onChange: () => void) => () => void
}

export function grantsFileIn(state: string): GrantsFile {
  const path = join(state, 'grants.sealed')
  const remembered: Remembered = {
    path: join(state, 'grants-serial.json'),
    what: 'file of grants',
    code: 'state-unsafe',
  }
  const highest = (): Promise<number> => highestSerial(remembered)
  return {
    path,
    read: () => readPrivate(path, bound('grants-bytes')),
    highest,
    change: (edit) =>
      withLock(join(state, 'grants.lock'), async () => {
        const write = await edit()
        if (write === undefined) return
        // What is taken away is gone before it is asked what else was there: that may be damaged too.
        if (write.text === null) await rm(path, { force: true })
        const serial = Math.max(write.above, await highest()) + 1
        if (write.text !== null) await replaceFile(path, write.text(serial))
        await rememberSerial(remembered, serial)
      }),
    watch: (onChange) => watchFile(path, onChange),
  }
}
