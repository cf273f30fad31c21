// Small files that the engine reads while it makes a container, in a private folder that is gone before the container is let go.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** By name. What the server is to read as well must be open to its user; the folder is not. */
export async function withFiles<Value>(
  files: Readonly<Record<string, string>>,
  use: (pathOf: (name: string) => string) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-container-'))
  const pathOf = (name: string): string => join(folder, basename(name))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(pathOf(name), text, { mode: 0o644, flag: 'wx' })
    return await use(pathOf)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
