// Makes the weights of the two classifiers from a corpus: `npm run train -- FOLDER`. Writes weights/, and what the program must
// know of them. Figures are out of fold: no row is judged by a model that saw its source.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { format } from 'node:util'
import { learn, type Learned, scoreOf, type Words, wordsOf } from './training/learn.ts'
import { answerRows, catalogueRows, type Row } from './training/rows.ts'

const [folder = ''] = process.argv.slice(2)
if (folder === '') throw new Error('Name the folder of the corpus.')

/** The largest share of the harmless rows of a set that may be flagged, by the start of its name. */
const ALLOWED: Readonly<Record<string, number>> = {
  benign_docker: 0.002,
  benign_misc: 0.003,
  benign_reference: 0,
  benign_registry: 0.006,
  benign_json: 0.0035,
  benign_oss: 0.01,
  hardbenign: 0.015,
}
/** Large sets are parted by their groups, small ones are left out whole. */
const PARTS = 4

const MODELS = [
  { name: 'catalogue', rows: catalogueRows(folder) },
  { name: 'answers', rows: answerRows(folder) },
] as const

const constants: string[] = []
const figures: string[] = []
for (const { name, rows } of MODELS) {
  const words = new Map(rows.map((row) => [row, wordsOf(row.text)] as const))
  const scores = outOfFold(rows, words)
  const threshold = thresholdFor(rows, scores)
  const { bytes, scale, bias } = quantised(learn(rows, words))
  writeFileSync(`weights/${name}.bin`, bytes)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const madeOf = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  constants.push(
    format(
      '  %s: {\n    digest: %o,\n    madeOf: %o,\n    scale: %d,\n    bias: %d,\n    threshold: %d,\n  },',
      name,
      digest,
      madeOf,
      scale,
      bias,
      threshold,
    ),
  )
  figures.push(`## ${name}\n\n${table(rows, scores, threshold)}`)
}

writeFileSync(
  'src/io/engine/models.data.ts',
  `// Written by \`npm run train\`. \`madeOf\` is the SHA-256 of all rows that a model was made from, as JSON.
import type { Model } from '../../core/text/ngram/score.ts'

export const MODELS: Readonly<
  Record<'catalogue' | 'answers', Omit<Model, 'weights'> & { readonly digest: string; readonly madeOf: string }>
> = {
${constants.join('\n')}
}
`,
)
writeFileSync('weights/README.md', page(figures))

/** Each row is scored by a model that was made without its set, or without its part of a large set. */
function outOfFold(rows: readonly Row[], words: ReadonlyMap<Row, Words>): Map<Row, number> {
  const scores = new Map<Row, number>()
  for (const fold of new Set(rows.map(foldOf))) {
    const model = learn(
      rows.filter((row) => foldOf(row) !== fold),
      words,
    )
    for (const row of rows) if (foldOf(row) === fold) scores.set(row, scoreOf(words.get(row)!, model))
    console.error(`… ${fold}`)
  }
  return scores
}

function foldOf({ set, group }: Row): string {
  if (set !== 'own' && allowedOf(set) === null) return set
  return `part ${createHash('sha256').update(group).digest()[0]! % PARTS}`
}

function allowedOf(set: string): number | null {
  const known = Object.keys(ALLOWED).find((start) => set.startsWith(start))
  return known === undefined ? null : ALLOWED[known]!
}

/** The lowest at which every harmless set stays within its share. */
function thresholdFor(rows: readonly Row[], scores: ReadonlyMap<Row, number>): number {
  const harmless = Map.groupBy(
    rows.filter(({ set, isHostile }) => !isHostile && allowedOf(set) !== null),
    ({ set }) => set,
  )
  for (let threshold = 0; ; threshold = Math.round((threshold + 0.05) * 100) / 100) {
    const isWithin = ([set, own]: [string, readonly Row[]]): boolean =>
      own.filter((row) => scores.get(row)! > threshold).length <= allowedOf(set)! * own.length
    if (harmless.entries().every(isWithin)) return threshold
  }
}

function quantised({ weights, bias }: Learned): {
  readonly bytes: Int8Array
  readonly scale: number
  readonly bias: number
} {
  const sizes = weights
    .map(Math.abs)
    .filter((size) => size > 0)
    .toSorted()
  const largest = sizes[Math.floor(sizes.length * 0.999)] ?? 1
  const scale = Number((largest / 127).toPrecision(6))
  const bytes = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))))
  return { bytes, scale, bias: Number(bias.toPrecision(6)) }
}

function table(rows: readonly Row[], scores: ReadonlyMap<Row, number>, threshold: number): string {
  const lines = [...Map.groupBy(rows, ({ set, isHostile }) => `${set} | ${isHostile ? 'hostile' : 'harmless'}`)].map(
    ([key, own]) => {
      const flagged = own.filter((row) => scores.get(row)! > threshold).length
      return `| ${key} | ${own.length} | ${((100 * flagged) / own.length).toFixed(1)} % |`
    },
  )
  return `Threshold ${threshold}.\n\n| set | label | rows | flagged, out of fold |\n|---|---|---:|---:|\n${lines.join('\n')}\n`
}

function page(parts: readonly string[]): string {
  return `<!-- Written by \`npm run train -- FOLDER\`. Do not edit. -->
# Weights of the two classifiers

\`catalogue.bin\` reads what servers say of themselves, \`answers.bin\` what they answer: one signed byte for each of 262,144 hashed
features (words, pairs of words, groups of four letters), linear, over stretches of 32 words. They add evidence and never block.
They are made by \`scripts/train.ts\` from public sets whose licences permit it and from sentences of our own
(\`scripts/training/orders.ts\`); \`src/io/engine/models.data.ts\` holds their digests and the digest of what they are made of.

The threshold is the lowest at which, out of fold, no set of harmless texts has more alarms than it may. A large set is parted by
repository or server, a small one is left out whole, so no row is judged by a model that saw its source.

${parts.join('\n')}`
}
