// A server of ours on the official SDK as one file, alone in a folder: a sandbox sees no folder of ours.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { Home } from './home.ts'

/** `program` lies below test/servers. Returns the path of its copy. */
export async function bundled(home: Home, name: string, program: string): Promise<string> {
  const folder = join(home.folder, name)
  mkdirSync(folder)
  const bundle = await rolldown({ input: join(import.meta.dirname, '../servers', program), platform: 'node' })
  await bundle.write({ file: join(folder, 'server.mjs'), format: 'esm' })
  await bundle.close()
  writeFileSync(join(folder, 'package.json'), `{ "name": "${name}", "version": "1.0.0", "type": "module" }\n`)
  chmodSync(folder, 0o755)
  return join(folder, 'server.mjs')
}
