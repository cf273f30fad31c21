// Loads the weights of a classifier, which stand in a file of this package. Bytes that are not the ones we made are refused.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { FEATURES } from '../../core/text/ngram/features.ts'
import type { Model } from '../../core/text/ngram/score.ts'
import { sha256 } from '../file/sha256.ts'
import { MODELS } from './models.data.ts'

export type ModelName = keyof typeof MODELS

/** 256 KB; asked for once by whoever keeps it. `folder` is that of the package unless a test says otherwise. */
export function loadModel(name: ModelName, folder: string = packageFolder()): Model {
  const { digest, scale, bias, threshold } = MODELS[name]
  const bytes = readWeights(join(folder, 'weights', `${name}.bin`))
  if (bytes.length !== FEATURES || sha256(bytes) !== digest) {
    throw broken(`The weights of the classifier ${name} are not those that belong to this version`)
  }
  return { weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), scale, bias, threshold }
}

function readWeights(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw broken(`The weights of a classifier could not be read (${why})`)
  }
}

const broken = (message: string): Failure => new Failure('engine-broken', message)

/** Of the sources and of what was built from them alike. */
const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('sallyport/package.json'))
