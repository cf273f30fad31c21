// Texts of many projects, for what is alike in all of them.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { printsOf } from '../../src/core/session/prints.ts'

export type Text = { readonly project: string; readonly text: string }

const SETS = ['benign_oss_docs', 'hardbenign_security_docs', 'benign_json_outputs']
/** Long change logs say little that is new. */
const LONGEST = 50_000

export function textsFrom(folder: string): { readonly corpus: readonly Text[]; readonly packages: readonly Text[] } {
  const corpus = SETS.flatMap((set) => rowsOf(join(folder, `${set}.jsonl.gz`)))
  return { corpus, packages: packageTexts() }
}

export const packageTexts = (): readonly Text[] =>
  globSync('node_modules/**/{README,LICENSE,CHANGELOG}*.{md,txt}')
    .toSorted()
    .map((file) => ({ project: packageOf(file), text: readFileSync(file, 'utf8').slice(0, LONGEST) }))

function rowsOf(file: string): Text[] {
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n')
  return lines.map((line) => {
    const row = JSON.parse(line) as { readonly text: string; readonly meta: { readonly repo: string } }
    return { project: row.meta.repo, text: row.text }
  })
}

const packageOf = (file: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file

/** The low halves of the fingerprints that texts of two projects or more share. */
export function commonIn(texts: readonly Text[]): ReadonlySet<number> {
  const first = new Map<number, string>()
  const common = new Set<number>()
  for (const { project, text } of texts) {
    for (const key of printsOf(text).keys) {
      const low = key % 2 ** 32
      const known = first.get(low)
      if (known === undefined) first.set(low, project)
      else if (known !== project) common.add(low)
    }
  }
  return common
}
