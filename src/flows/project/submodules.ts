// Submodules bring configs along, too: one that is not checked out here can still be on the machine of whoever opens the project.
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Item } from './items.ts'
import type { Tree } from './side.ts'

const FILE = '.gitmodules'

/** What is not plainly the path of a folder is none that is checked out. Which commit each has is not compared. */
export async function submoduleItems(tree: Tree, root: string): Promise<readonly Item[]> {
  const bytes = await tree.read(FILE)
  const lines = [...(bytes?.toString('utf8') ?? '').matchAll(/(?:^|\])[ \t]*path[ \t]*=[ \t]*(.*)$/gim)]
  const paths = lines.map(([, path = '']) => path.trim().replace(/^"(.*)"$/, '$1'))
  const unseen = [...new Set(paths)].filter((path) => !isCheckedOut(join(root, path)))
  return unseen.map((path): Item => {
    const why = `the submodule ${quote(untrusted(path), 300)} is not checked out`
    const report = { subject: 'file', findings: [], unanswered: [{ rule: 'config', why }], looked: [], notLooked: [] }
    return {
      key: JSON.stringify([FILE, 'submodule', path]),
      meaning: sha256(bytes!),
      entry: null,
      guards: null,
      examined: { name: path, place: reveal(FILE), reports: [report], isServer: false },
    }
  })
}

function isCheckedOut(path: string): boolean {
  try {
    return !path.includes('\0') && lstatSync(join(path, '.git'), { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
