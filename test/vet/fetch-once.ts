// Fetches one package to be vetted, in a process of its own that somebody watches from outside.
//   node fetch-once.ts FOLDER NAME VERSION
import { join } from 'node:path'
import { fetchNpm } from '../../src/flows/vet/source/npm.ts'
import { gatherHost } from '../../src/io/launch/host.ts'

const [folder = '', name = '', wanted = ''] = process.argv.slice(2)
const state = join(folder, 'state')
const host = await gatherHost({ sandboxUid: 65_534, stateFolders: [state] })
const env = { HOME: folder, PATH: process.env['PATH'] }
const world = { cwd: folder, env, store: join(state, 'store'), host, progress: () => undefined }
const found = await fetchNpm({ kind: 'npm', name, wanted }, world, async ({ version, tree }) => ({ version, tree }))
process.stdout.write(`${found.version} ${found.tree?.installScripts.join(' ')}\n`)
