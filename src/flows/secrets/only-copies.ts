// How many values of client configs lie in the store of secrets and nowhere else. Known without a passphrase.
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { readStore } from '../../io/secret/store.ts'

/** A store that is damaged or open to others counts as none: nothing can be had from it. */
export async function onlyCopies(paths: Paths): Promise<number> {
  const store = await readStore(paths).catch((cause: unknown) => {
    if (cause instanceof Failure) return null
    throw cause
  })
  return store?.moved ?? 0
}

export const onlyCopiesText = (count: number): string =>
  `${count === 1 ? 'a value' : `${count} values`} of client configs ${count === 1 ? 'lies' : 'lie'} in the store of secrets alone`
