// A package laid out in a folder that is gone again, and what the reading part says of it.
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { VetMaterial, VetPart } from '../../src/core/model/vetting.ts'
import { folderAt } from '../../src/flows/vet/material.ts'
import { lookAtFiles } from '../../src/flows/vet/static.ts'

/** Bytes are written as they are; `{ link }` is a link to there, and `PIPE` a named pipe to which nobody writes. */
export type Files = Readonly<Record<string, string | Uint8Array | { readonly link: string } | typeof PIPE>>
export const PIPE = null

/** `more`: what whoever fetched it knows beside its files, given the folder. */
export async function look(
  files: Files,
  {
    known = [],
    more = () => ({}),
  }: { known?: readonly string[]; more?: (folder: string) => Partial<VetMaterial> } = {},
): Promise<VetPart> {
  const folder = await mkdtemp(join(tmpdir(), 'vet-look-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      const place = join(folder, path)
      await mkdir(dirname(place), { recursive: true })
      if (text === PIPE) execFileSync('mkfifo', [place])
      else if (typeof text === 'object' && 'link' in text) await symlink(text.link, place)
      else await writeFile(place, text)
    }
    return await lookAtFiles({ progress: () => undefined, known })({ ...folderAt('a', folder), ...more(folder) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const rulesIn = ({ report }: VetPart): string[] => [...new Set(report.findings.map(({ rule }) => rule))]
export const whyUnread = ({ report }: VetPart): string => report.unanswered.map(({ why }) => why).join('; ')
