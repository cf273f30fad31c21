import { expect, test } from 'vitest'
import { parse } from 'smol-toml'
import type { Lockfile, Pin } from '../model/pin.ts'
import { managedSettings, type ManagedClient } from './protect-managed.ts'

const pin = (argv: readonly string[]): Pin => ({ argv }) as Pin
const lock: Lockfile = {
  lockfileVersion: 1,
  serial: 1,
  pins: {
    files: pin(['npx', 'files@1.0.0']),
    old: pin(['npx', 'old@1.0.0']),
    bad: pin(['npx', 'bad@1.0.0']),
  },
  quarantined: { bad: { at: '', by: '', reason: '' } },
}
const launches = (server: string): readonly string[][] => [['/opt/node', '/opt/sallyport.js', 'run', server]]
const settings = (client: ManagedClient, from = lock) =>
  managedSettings(client, from, (server) => server === 'old', launches)

test.each(['claude-code', 'copilot'] as const)(
  '%s allows exactly the commands that start an approved server',
  (client) => {
    const { allowedMcpServers, deniedMcpServers } = JSON.parse(settings(client).text) as Record<
      string,
      { serverCommand: string[] }[]
    >
    expect(allowedMcpServers).toEqual([{ serverCommand: launches('files')[0] }])
    expect(deniedMcpServers).toEqual(
      ['bad', 'old'].flatMap((name) => [
        { serverCommand: launches(name)[0] },
        { serverCommand: ['npx', `${name}@1.0.0`] },
      ]),
    )
  },
)

test('Claude Code takes no list but the managed one', () => {
  expect(JSON.parse(settings('claude-code').text)).toMatchObject({ allowManagedMcpServersOnly: true })
})

test('Codex gets a table for each approved server, with every word of its command', () => {
  const exact = (value: string): unknown => ({ match: 'exact', value })
  const command = { executable: '/opt/node', args: ['/opt/sallyport.js', 'run', 'files'].map(exact) }
  expect(parse(settings('codex').text)).toEqual({ mcp_servers: { files: { identity: { command } } } })
  expect(parse(settings('codex', { ...lock, pins: {} }).text)).toEqual({ mcp_servers: {} })
})

test('Gemini CLI gets names, and what each of them starts', () => {
  const { text, limits } = settings('gemini')
  expect(JSON.parse(text)).toEqual({
    mcp: { allowed: ['files'], excluded: ['bad', 'old'] },
    mcpServers: { files: { command: '/opt/node', args: ['/opt/sallyport.js', 'run', 'files'] } },
  })
  expect(limits.join(' ')).toContain('by name')
})
