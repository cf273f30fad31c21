// The policy sets that belong to this package. A text that is not the one we wrote is refused.
import { Failure } from '../../core/model/failure.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../file/own-code.ts'
import { sha256 } from '../file/sha256.ts'
import { SHIPPED, type ShippedSet } from './policies.data.ts'

/** `folder` is that of the package unless a test says otherwise. */
export function shippedSet(set: ShippedSet, folder: string = packageFolder()): Source {
  const bytes = read(join(folder, 'policies', `${set}.cedar`))
  const digest = sha256(bytes)
  if (digest === SHIPPED[set]) return { set, text: bytes.toString('utf8'), digest, isChecked: true }
  throw new Failure('engine-broken', `The policy set ${set} is not the one that belongs to this version`)
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Failure('engine-broken', `A shipped policy set could not be read (${why})`)
  }
}
