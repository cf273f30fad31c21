import { expect, test } from 'vitest'
import { parse } from 'smol-toml'
import type { Lockfile, Pin } from '../model/pin.ts'
import { managedSettings, type ManagedClient } from './protect-managed.ts'

const pin = (argv: readonly string[], expiresAt: string | null = null): Pin => ({ argv, expiresAt }) as Pin
const lock: Lockfile = {
  lockfileVersion: 1,
  serial: 1,
  pins: {
    files: pin(['npx', 'files@1.0.0']),
    old: pin(['npx', 'old@1.0.0'], '2026-01-01T00:00:00.000Z'),
    bad: pin(['npx', 'bad@1.0.0']),
  },
  quarantined: { bad: { at: '', by: '', reason: '' } },
}
const launches = (server: string): readonly string[][] => [['/opt/node', '/opt/sallyport.js', 'run', server]]
const settings = (client: ManagedClient, from = lock) =>
  managedSettings(client, from, new Date('2026-06-01T00:00:00.000Z'), launches)

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

test('Codex gets a table for each approved server', () => {
  expect(parse(settings('codex').text)).toEqual({ mcp_servers: { files: { identity: { command: '/opt/node' } } } })
  expect(parse(settings('codex', { ...lock, pins: {} }).text)).toEqual({ mcp_servers: {} })
})

test('Gemini CLI gets names only, and that is said', () => {
  const { text, limits } = settings('gemini')
  expect(JSON.parse(text)).toMatchObject({ mcp: { allowed: ['files'], excluded: ['bad', 'old'] } })
  expect(limits.join(' ')).toContain('names only')
})
