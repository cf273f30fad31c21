import { expect, test } from 'vitest'
import { bridgedTo } from './bridge.ts'

test.each([
  [['npx', '-y', 'mcp-remote', 'https://wiki.example/mcp'], 'https://wiki.example/mcp'],
  [['npx', 'mcp-remote@latest', '--transport', 'http-only', 'https://wiki.example/mcp'], 'https://wiki.example/mcp'],
  [['mcp-remote', 'http://wiki.example/mcp'], null],
  [['npx', 'mcp-remote-notes', 'https://wiki.example/mcp'], null],
  [['npx', 'fetcher', 'https://wiki.example/mcp'], null],
])('%j leads to %s', (argv, address) => {
  expect(bridgedTo(argv)).toBe(address)
})
