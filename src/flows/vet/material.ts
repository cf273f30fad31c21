// From the word of a person to a folder of files. What must be fetched or unpacked first is made by src/io/source.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { VetMaterial } from '../../core/model/vetting.ts'

export async function withMaterial<Answer>(
  target: string,
  cwd: string,
  work: (material: VetMaterial) => Promise<Answer>,
): Promise<Answer> {
  const folder = resolve(cwd, target)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Failure('target-unknown', `${quote(untrusted(target), 200)} is no folder`, {
      fix: 'Name a folder with the files of a server.',
    })
  }
  return await work({ name: target, place: 'folder', folder, ecosystem: null, published: null, digest: null })
}
