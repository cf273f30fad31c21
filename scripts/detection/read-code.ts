// Samples of code, read as `vet` reads the files of a package: what is flagged at severity high.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAtLeast } from '../../src/core/model/finding.ts'
import type { VetPart } from '../../src/core/model/vetting.ts'
import { folderAt } from '../../src/flows/vet/material.ts'
import { lookAtFiles } from '../../src/flows/vet/static.ts'
import { corpusLines } from '../../src/io/source/corpus.ts'

export type Judged = { readonly name: string; readonly part: VetPart; readonly isFlagged: boolean; readonly ms: number }

export async function judge(name: string, folder: string): Promise<Judged> {
  const started = performance.now()
  const part = await lookAtFiles({ progress: () => undefined, known: [] })(folderAt(name, folder))
  const isFlagged = part.report.findings.some(({ severity }) => isAtLeast(severity, 'high'))
  return { name, part, isFlagged, ms: performance.now() - started }
}

export async function inFolder<Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'vet-floors-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function malicious(corpus: string): Promise<Judged[]> {
  const judged: Judged[] = []
  const file = 'cisco_behavioral_src.jsonl.gz'
  for await (const line of corpusLines({ path: join(corpus, file), file, set: 'cisco_behavioral_src' })) {
    if ('fault' in line) throw new Error(`${file}: line ${line.number} ${line.fault}`)
    const { id, text } = JSON.parse(line.text) as { readonly id: string; readonly text: string }
    judged.push(
      await inFolder(async (folder) => {
        await writeFile(join(folder, 'server.py'), text)
        return await judge(id, folder)
      }),
    )
  }
  return judged
}

/** Below this share of harmful sources the reading of code got worse. */
export const RECALL = 0.9

export async function codeHeld(corpus: string): Promise<{ readonly floor: string; readonly why: string | null }> {
  const judged = await malicious(corpus)
  const flagged = judged.filter(({ isFlagged }) => isFlagged).length
  const isHeld = judged.length > 0 && flagged / judged.length >= RECALL
  return {
    floor: 'of harmful servers read as code, 90 % are flagged',
    why: isHeld ? null : `${flagged} of ${judged.length}`,
  }
}
