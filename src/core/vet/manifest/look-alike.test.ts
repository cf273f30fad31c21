import { describe, expect, test } from 'vitest'
import { damerau, lookAlikeOf } from './look-alike.ts'

const KNOWN = ['postmark-mcp', 'requests', 'mcp-server-time', '@modelcontextprotocol/server-memory']

describe('names that are nearly known', () => {
  test.each([
    ['letters swapped', 'postmrak-mcp', 'postmark-mcp'],
    ['a letter left out', 'reqests', 'requests'],
    ['a letter doubled', 'requestss', 'requests'],
    ['another separator', 'mcp_server_time', 'mcp-server-time'],
    ['no separator', 'mcpservertime', 'mcp-server-time'],
    ['words in another order', 'mcp-time-server', 'mcp-server-time'],
    ['a letter of another alphabet', 'r\u0435quests', 'requests'],
    ['a scope that is nearly one', '@modelcontextprotocl/server-memory', '@modelcontextprotocol/server-memory'],
    ['the language behind it', 'requests-python', 'requests'],
  ])('%s', (_, name, other) => {
    expect(lookAlikeOf(name, KNOWN)).toBe(other)
  })

  test('another separator is the same name to the index of Python', () => {
    expect(lookAlikeOf('mcp_server_time', KNOWN, 'pypi')).toBeNull()
  })

  test.each(['requests', 'weather', 'mcp-server-git', 'time', 'postgres-mcp'])('%s is a name of its own', (name) => {
    expect(lookAlikeOf(name, [...KNOWN, 'mcp-server-git'])).toBeNull()
  })

  test.each([
    ['ab', 'ba', 1],
    ['abc', 'abc', 0],
    ['abc', 'xyz', 3],
    ['', 'ab', 2],
  ])('from %j to %j are %i steps', (one, other, steps) => {
    expect(damerau(one, other, 5)).toBe(steps)
  })
})
