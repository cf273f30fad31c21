// The grants for a time of this user, in one sealed file that is replaced as a whole: whoever watches it misses no change, and no
// grant can be put back without the others.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { withLock } from '../file/lock.ts'
import { replaceFile } from '../file/replace.ts'
import { readPrivate } from './private-file.ts'
import { watchFile } from './watch.ts'

export type GrantsFile = {
  readonly path: string
  /** Null: there is none. Fails where others could read or write it. */
  readonly read: () => Promise<string | null>
  /** One after the other, also across processes. Null takes the file away; undefined leaves it as it is. */
  readonly change: (edit: () => Promise<string | null | undefined>) => Promise<void>
  /** Calls back on every change within a second; returns what stops it. */
  readonly watch: (onChange: () => void) => () => void
}

export function grantsFileIn(state: string): GrantsFile {
  const path = join(state, 'grants.sealed')
  return {
    path,
    read: () => readPrivate(path, bound('grants-bytes')),
    change: (edit) =>
      withLock(join(state, 'grants.lock'), async () => {
        const text = await edit()
        if (text === null) await rm(path, { force: true })
        else if (text !== undefined) await replaceFile(path, text)
      }),
    watch: (onChange) => watchFile(path, onChange),
  }
}
