// A copy of the folder server, with its dependency, that a test may change.
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Home } from './home.ts'

const SOURCE = fileURLToPath(new URL('../servers/folder', import.meta.url))

export function copyFolder(home: Home, name: string): string {
  const folder = join(home.folder, name)
  cpSync(SOURCE, folder, { recursive: true })
  const helper = join(folder, 'node_modules', 'helper')
  mkdirSync(helper, { recursive: true })
  writeFileSync(
    join(helper, 'package.json'),
    '{ "name": "helper", "version": "1.0.0", "type": "module", "exports": "./index.js" }\n',
  )
  writeFileSync(join(helper, 'index.js'), "export const greeting = 'hello'\n")
  chmodSync(folder, 0o755)
  return folder
}

export const opening = (id = 0): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\n` +
  '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'

export const callLine = (id: number, name: string, given: object = {}): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: given } })}\n`
