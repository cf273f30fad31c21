// Learns which turns of phrase many texts have, so that they are not taken for one text in another: `npm run commonplace -- FOLDER`,
// with the folder of the corpus. Writes weights/commonplace.bin, its digest, and how often unrelated texts are taken for each other.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Memory } from '../src/core/session/memory.ts'
import { printsOf } from '../src/core/session/prints.ts'
import { commonIn, type Text, textsFrom } from './training/texts.ts'
import { numbers } from './training/fill.ts'

const [folder = ''] = process.argv.slice(2)
if (folder === '') throw new Error('Name the folder of the corpus.')

const PAIRS = 10_000

const { corpus, packages } = textsFrom(folder)
const projects = [...new Set(corpus.map(({ project }) => project))].toSorted()
const isInHalf = (half: number, { project }: Text): boolean => projects.indexOf(project) % 2 === half

const figures = [0, 1].map((half) => {
  const known = commonIn([...packages, ...corpus.filter((text) => !isInHalf(half, text))])
  const unknown = corpus.filter((text) => isInHalf(half, text))
  return `| ${half + 1} | ${unknown.length} | ${PAIRS} | ${falseMatches(unknown, known)} |`
})

const keys = Uint32Array.from(commonIn([...packages, ...corpus])).toSorted()
const bytes = new Uint8Array(keys.buffer)
const digest = createHash('sha256').update(bytes).digest('hex')
writeFileSync('weights/commonplace.bin', bytes)
writeFileSync(
  'src/io/engine/commonplace.data.ts',
  `// Written by \`npm run commonplace\`.\nexport const COMMONPLACE_DIGEST = '${digest}'\n`,
)
writeFileSync(
  'weights/commonplace.md',
  `<!-- Written by \`npm run commonplace -- FOLDER\`. Do not edit. -->
# Turns of phrase that many texts have

\`commonplace.bin\` holds ${keys.length} fingerprints (32 bits each, sorted, low byte first) that stand in texts of two projects or more:
${corpus.length} documents and answers of ${projects.length} projects of the public corpus, and ${packages.length} documents of the packages
that this repository is built with. They are left out when one text is looked for in another.

How often a piece of one text (200 to 2,000 characters) is taken for a piece of a text of another project that has nothing to do
with it, where neither project was learned from:

| half | texts | pairs | taken for each other |
|---|---:|---:|---:|
${figures.join('\n')}
`,
)

function falseMatches(texts: readonly Text[], common: ReadonlySet<number>): number {
  const pick = numbers(20_261_128)
  const any = (): Text => texts[pick(texts.length)]!
  let count = 0
  for (let pair = 0; pair < PAIRS;) {
    const [one, other] = [any(), any()]
    if (one.project === other.project) continue
    pair += 1
    const memory = new Memory((key) => common.has(key % 2 ** 32))
    memory.remember(printsOf(one.text), { server: 'one', item: '', session: '', seq: 0, labels: [] })
    const length = 200 + pick(1_800)
    const start = pick(Math.max(1, other.text.length - length))
    count += memory.shares(printsOf(other.text.slice(start, start + length))).length
  }
  return count
}
