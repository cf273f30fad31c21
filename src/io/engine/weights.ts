// The files of weights that belong to this package. Bytes that are not the ones we made are refused.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { packageFolder } from '../file/own-code.ts'
import { sha256 } from '../file/sha256.ts'

/** `folder` is that of the package unless a test says otherwise. */
export function weightsOf(name: string, digest: string, folder: string = packageFolder()): Buffer {
  const bytes = read(join(folder, 'weights', `${name}.bin`))
  if (sha256(bytes) === digest) return bytes
  throw new Failure('engine-broken', `The weights ${name} are not those that belong to this version`)
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Failure('engine-broken', `Weights could not be read (${why})`)
  }
}
