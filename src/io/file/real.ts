// Where a path really leads, and what lies there: grants are given for that, never for a link that can be turned later.
import { realpath, stat } from 'node:fs/promises'

export type Real = { readonly path: string; readonly kind: 'file' | 'folder' | 'other' }

/** Null where nothing lies or nothing can be seen. */
export async function realOf(path: string): Promise<Real | null> {
  try {
    const real = await realpath(path)
    const found = await stat(real)
    return { path: real, kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other' }
  } catch {
    return null
  }
}
