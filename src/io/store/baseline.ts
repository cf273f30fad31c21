// What was learned of each tool of a server. Replaced as a whole, and checked when it is read: what is not whole is no baseline.
import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Baseline, joined } from '../../core/baseline/baseline.ts'
import { readStored, storedText } from '../../core/baseline/stored.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'

export const baselinePath = (state: string, name: string): string => join(state, 'baseline', `${name}.json`)

/** Nothing where nothing was learned yet. Throws where what lies there is not what we wrote. */
export async function readBaseline(state: string, name: string): Promise<Baseline> {
  const path = baselinePath(state, name)
  const bytes = await readBounded(path, { maxBytes: bound('baseline-bytes'), code: 'baseline-damaged' }).catch(
    (cause: unknown) => {
      throw cause instanceof Failure ? damaged(name, cause.message, cause) : cause
    },
  )
  if (bytes === null) return new Map()
  const read = readStored(bytes.toString('utf8'), sha256)
  if (typeof read === 'string') throw damaged(name, `${quote(untrusted(path), 400)}: ${read}`)
  return read
}

const damaged = (name: string, why: string, cause?: unknown): Failure =>
  new Failure('baseline-damaged', `What is usual for ${name} cannot be read: ${why}`, {
    cause,
    fix: `Find out what changed that file; \`sallyport baseline reset ${name}\` then learns anew what is usual.`,
  })

/** Adds what one run learned to what the others did. Tools beyond their bound, and those of old definitions, are left out. */
export async function keepBaseline(state: string, name: string, learned: readonly Baseline[]): Promise<void> {
  const path = baselinePath(state, name)
  await withLock(`${path}.lock`, async () => {
    const all = new Map(await readBaseline(state, name))
    for (const [tool, one] of learned.flatMap((part) => [...part])) {
      if (all.has(tool) || all.size < bound('baseline-tools')) all.set(tool, joined(all.get(tool), one))
    }
    const text = storedText(all, sha256)
    if (Buffer.byteLength(text) > bound('baseline-bytes'))
      throw new Failure('disk-failed', `What is usual for ${name} has grown too large to be kept`)
    await replaceFile(path, text)
  })
}

/** Whether anything was there. */
export async function resetBaseline(state: string, name: string): Promise<boolean> {
  const path = baselinePath(state, name)
  return withLock(`${path}.lock`, async () => {
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    )
    await rm(path, { force: true, recursive: true })
    return isThere
  })
}
