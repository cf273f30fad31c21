// Loads the weights of a classifier, which stand in a file of this package.
import type { Model } from '../../core/text/ngram/score.ts'
import { MODELS } from './models.data.ts'
import { weightsOf } from './weights.ts'

export type ModelName = keyof typeof MODELS

/** 256 KB; asked for once by whoever keeps it. */
export function loadModel(name: ModelName, folder?: string): Model {
  const { digest, scale, bias, threshold } = MODELS[name]
  const bytes = weightsOf(name, digest, folder)
  return { weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), scale, bias, threshold }
}
