// Logistic regression over hashed features by stochastic gradient descent: small, and the same on each run of one machine.
import { FEATURES, ownFeatures, pairFeature, readWords, signFeature } from '../../src/core/text/ngram/features.ts'
import { WINDOW } from '../../src/core/text/ngram/score.ts'
import { normalise } from '../../src/core/text/normalise.ts'
import { numbers } from './fill.ts'
import type { Row } from './rows.ts'

export type Learned = { readonly weights: Float64Array; readonly bias: number }
/** The features of all words of a row, where those of each word begin, and where those of the last end. */
export type Words = { readonly features: Int32Array; readonly starts: Int32Array }

const STRIDE = WINDOW / 2
const EPOCHS = 8
const FIRST_RATE = 0.5
const SLOWING = 0.7
const SHRINKING = 0.98
/** A false alarm costs more than a miss. */
const HOSTILE_COST = 0.7
/** A set with more windows than this counts less for each, so that none drowns the others; long documents have many. */
const SET_WINDOWS = { hostile: 400, harmless: 20_000 }

export function wordsOf(text: string): Words {
  const found: number[] = []
  const starts = [0]
  const { units } = normalise(text)
  readWords(units, {
    word: (start, end, number, before) => {
      const own: number[] = []
      ownFeatures(units, start, end, number, (feature) => own.push(feature))
      const [first, ...groups] = own
      found.push(first!, pairFeature(number, before), ...groups)
      starts.push(found.length)
    },
    sign: (_, number) => void starts.push(found.push(signFeature(number))),
  })
  return { features: Int32Array.from(found), starts: Int32Array.from(starts) }
}

/** To learn from, windows may lie apart: their neighbours say nearly the same. */
function windowsOf({ features, starts }: Words): Int32Array[] {
  const count = starts.length - 1
  const windows: Int32Array[] = []
  for (let first = 0; first === 0 || first + STRIDE < count; first += STRIDE) {
    windows.push(features.subarray(starts[first] ?? 0, starts[Math.min(first + WINDOW, count)] ?? 0))
    if (first + WINDOW >= count) break
  }
  return windows
}

export function learn(rows: readonly Row[], words: ReadonlyMap<Row, Words>): Learned {
  const samples = weighed(rows, words)
  const [hostile, honest] = [true, false].map((isHostile) =>
    samples.filter((sample) => sample.isHostile === isHostile).reduce((sum, { weight }) => sum + weight, 0),
  ) as [number, number]
  const cost = HOSTILE_COST * Math.sqrt(honest / hostile)
  const weights = new Float64Array(FEATURES)
  const pick = numbers(1)
  let bias = 0
  let rate = FIRST_RATE
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(samples, pick)
    for (const { features, isHostile, weight } of samples) {
      const norm = Math.sqrt(features.length || 1)
      const likely = 1 / (1 + Math.exp(-logit(features, weights, bias)))
      const step = (likely - (isHostile ? 1 : 0)) * rate * weight * (isHostile ? cost : 1)
      for (const feature of features) weights[feature] = weights[feature]! - step / norm
      bias -= step / 10
    }
    for (let at = 0; at < weights.length; at++) weights[at] = weights[at]! * SHRINKING
    rate *= SLOWING
  }
  return { weights, bias }
}

function logit(features: Int32Array, weights: Float64Array, bias: number): number {
  return bias + sumOf(features, weights) / Math.sqrt(features.length || 1)
}

function sumOf(features: Int32Array, weights: Float64Array): number {
  let sum = 0
  for (const feature of features) sum += weights[feature]!
  return sum
}

/** The highest of all windows, one at each word as the classifier slides over a text: between two that lie apart is often a higher one. */
export function scoreOf({ features, starts }: Words, { weights, bias }: Learned): number {
  const count = starts.length - 1
  const size = Math.min(WINDOW, count)
  let [sum, highest] = [0, -Infinity]
  for (let word = 0; word < count; word++) {
    sum += sumOf(features.subarray(starts[word], starts[word + 1]), weights)
    if (word >= size) sum -= sumOf(features.subarray(starts[word - size], starts[word - size + 1]), weights)
    if (word < size - 1) continue
    const length = starts[word + 1]! - starts[word + 1 - size]!
    highest = Math.max(highest, bias + sum / Math.sqrt(length || 1))
  }
  return count === 0 ? bias : highest
}

function weighed(rows: readonly Row[], words: ReadonlyMap<Row, Words>) {
  const windows = new Map(rows.map((row) => [row, windowsOf(words.get(row)!)] as const))
  const sizes = new Map<string, number>()
  const keyOf = ({ set, isHostile }: Row): string => `${set} ${isHostile}`
  for (const row of rows) sizes.set(keyOf(row), (sizes.get(keyOf(row)) ?? 0) + windows.get(row)!.length)
  return rows.flatMap((row) => {
    const most = row.isHostile ? SET_WINDOWS.hostile : SET_WINDOWS.harmless
    const weight = Math.min(1, Math.sqrt(most / sizes.get(keyOf(row))!))
    return windows.get(row)!.map((features) => ({ features, isHostile: row.isHostile, weight }))
  })
}

function shuffle(items: unknown[], pick: (below: number) => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = pick(at + 1)
    const held = items[at]!
    items[at] = items[other]!
    items[other] = held
  }
}
