// The full counts of what the tests do in small, written as a table into the docs. `npm run soak [PART…]`, of `ends`, `serve` and
// `chaos`; what is not run keeps its section.
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { chaosSection } from './soak/chaos.ts'
import { endsSection } from './soak/ends.ts'
import { serveSection } from './soak/serve.ts'

export type Section = { readonly text: string; readonly isSound: boolean }

const PARTS: Readonly<Record<string, () => Promise<Section>>> = {
  ends: endsSection,
  serve: serveSection,
  chaos: chaosSection,
}
const PAGE = join(import.meta.dirname, '../docs/soak.md')
const HEAD = `# Soak

Written by \`npm run soak\`, one section for each part: what the tests do in small, with the full counts.
`

const wanted = process.argv.slice(2)
const unknown = wanted.find((part) => !Object.hasOwn(PARTS, part))
if (unknown !== undefined) throw new Error(`${unknown}: want ${Object.keys(PARTS).join(', ')}`)
const sections = sectionsIn(await readFile(PAGE, 'utf8').catch(() => ''))
for (const [part, run] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(part)) continue
  const { text, isSound } = await run()
  process.stderr.write('\r\u001b[K')
  process.stdout.write(`${text}\n`)
  if (!isSound) process.exitCode = 1
  sections.set(part, `${text.trim()}\n\n${machine()}\n`)
}
const kept = Object.keys(PARTS).flatMap((part) => sections.get(part) ?? [])
await writeFile(PAGE, `${HEAD}\n${kept.join('\n')}`)

/** A section begins with a heading of the second level, and these stand in the order of the parts. */
function sectionsIn(page: string): Map<string, string> {
  const found = page.split(/^(?=## )/m).filter((text) => text.startsWith('## '))
  return new Map(
    Object.keys(PARTS).flatMap((part) => {
      const text = found.find((one) => one.startsWith(`## ${part}: `))
      return text === undefined ? [] : [[part, `${text.trim()}\n`]]
    }),
  )
}

function machine(): string {
  const who = process.getuid?.() === 0 ? 'root' : 'an ordinary user'
  return `As ${who}, ${cpus().length} cores, Linux ${release().split('-')[0]}, Node ${process.version}.`
}
