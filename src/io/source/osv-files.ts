// The advisories of a folder or of a ZIP archive, as files of JSON: hundreds of thousands of small ones.
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Json } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBoundedNow } from '../file/read.ts'
import { refusal } from './archive/unpack.ts'
import { eachSmallFile } from './archive/unzip.ts'

/** `json` is null for what is no JSON, or too large to be an advisory; `name` is how the file is called there. */
export type TakeFile = (json: Json | null, name: string) => void

const isAdvisory = (name: string): boolean => /\.json$/i.test(name)

export async function eachAdvisoryFile(place: string, isFolder: boolean, take: TakeFile): Promise<void> {
  const limits = { maxEntries: bound('advisory-count'), maxBytes: bound('advisory-bytes') }
  if (isFolder) {
    let left = limits.maxEntries
    await inFolder(place, (path) => {
      if (left-- <= 0)
        throw new Failure('package-refused', `${quote(untrusted(place), 300)} has more than ${limits.maxEntries} files`)
      take(parsed(orNull(() => readBoundedNow(path, { maxBytes: limits.maxBytes }))), path)
    })
    return
  }
  try {
    await eachSmallFile(place, limits, (name, content) => {
      if (isAdvisory(name)) take(parsed(content), name)
    })
  } catch (cause) {
    throw refusal(place, cause)
  }
}

/** Links are neither folders nor files here. */
async function inFolder(folder: string, take: (path: string) => void): Promise<void> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await inFolder(path, take)
    else if (entry.isFile() && isAdvisory(entry.name)) take(path)
  }
}

/** Some write a byte order mark before it, which decoding takes away. */
function parsed(content: Buffer | null): Json | null {
  return content === null ? null : orNull(() => JSON.parse(new TextDecoder().decode(content)) as Json)
}

function orNull<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
