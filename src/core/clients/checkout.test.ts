import { expect, test } from 'vitest'
import { openFolderOf, projectFiles } from './checkout.ts'
import { CLIENTS } from './table.ts'

test.each([
  ['/home/ada/shop/.mcp.json', '/home/ada/shop'],
  ['/home/ada/shop/.cursor/mcp.json', '/home/ada/shop'],
  ['/home/ada/shop/.vscode/mcp.json', '/home/ada/shop'],
  ['/.mcp.json', '/'],
  ['/home/ada/.config/Claude/claude_desktop_config.json', null],
  ['/home/ada/shop/notes.json', null],
])('what %s starts is started in %s', (path, folder) => {
  expect(openFolderOf(path, projectFiles(CLIENTS))).toBe(folder)
})
