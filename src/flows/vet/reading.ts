// Has all code of a package read by a process that may die of it: each file alone, then those of the package itself together.
import { bound } from '../../core/model/bounds.ts'
import type { FileFacts } from '../../core/vet/fact.ts'
import { unread } from '../../core/vet/read-source.ts'
import type { Source } from '../../core/vet/source.ts'
import { Mortal } from '../../io/thread/mortal.ts'
import type { Request, Together } from './reader-process.ts'

type Answer = FileFacts | { readonly together: Together }

export type Read = {
  readonly files: readonly FileFacts[]
  /** Whether data was followed from one file of the package to another. */
  readonly isJoined: boolean
}

export async function readAll(sources: readonly Source[], progress: (text: string) => void): Promise<Read> {
  const limits = { workMs: bound('vet-file-ms'), heapMb: bound('vet-reader-mb') }
  const reader = new Mortal<Request, Answer>(ENTRY, limits)
  try {
    const files = await eachAlone(sources, reader, progress)
    let isJoined = true
    for (const language of ['javascript', 'python'] as const) {
      const own = sources.filter(
        (source, index) => source.language === language && isOwn(source) && files[index]!.unread === null,
      )
      if (own.length < 2) continue
      const chars = own.reduce((sum, { text }) => sum + text.length, 0)
      const joined = chars > bound('vet-joined-chars') ? null : await together(own, reader)
      if (joined === null) isJoined = false
      else
        for (const [index, file] of files.entries())
          files[index] = { ...file, facts: joined.get(file.path) ?? file.facts }
    }
    return { files, isJoined }
  } finally {
    reader.close()
  }
}

async function eachAlone(
  sources: readonly Source[],
  reader: Mortal<Request, Answer>,
  progress: (text: string) => void,
): Promise<FileFacts[]> {
  const files: FileFacts[] = []
  const started = performance.now()
  let told = started
  for (const source of sources) {
    if (files.length >= bound('vet-files')) {
      files.push(unread(source.path, 'there are more files than are read'))
      continue
    }
    if (performance.now() - started > bound('vet-read-ms')) {
      files.push(unread(source.path, 'reading the others took too long'))
      continue
    }
    const asked = await reader.ask({ one: source })
    if (asked.kind !== 'done') files.push(unread(source.path, WHY[asked.kind]))
    else if (!('together' in asked.answer)) files.push(asked.answer)
    if (performance.now() - told < 2_000) continue
    told = performance.now()
    progress(`read ${files.length} of ${sources.length} files of code`)
  }
  return files
}

async function together(own: readonly Source[], reader: Mortal<Request, Answer>): Promise<Together> {
  const asked = await reader.ask({ together: own })
  return asked.kind === 'done' && 'together' in asked.answer ? asked.answer.together : null
}

/** What others wrote, and bundles of it, are followed each alone. */
const isOwn = ({ path, text }: Source): boolean =>
  !/(?:^|\/)(?:node_modules|site-packages|vendor)\//.test(path) && text.length < 200_000

/** From its source, or as the bundle has it. */
const ENTRY = new URL(`./reader-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

const WHY = { died: 'what reads it died of it', late: 'it took too long to read it' } as const
