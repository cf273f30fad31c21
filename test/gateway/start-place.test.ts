// What programs outside obey, and what a server makes where nothing of that kind was: an alert says so when it ends.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guarded } from './harness.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-planted-'))
  mkdirSync(join(folder, 'below'))
  for (const path of [folder, join(folder, 'below')]) chmodSync(path, 0o777)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function made(path: string): Promise<{ readonly alerts: readonly object[]; readonly said: readonly string[] }> {
  const client = await guarded('plain', 'plain', { folder })
  try {
    await client.open()
    await client.request('tools/call', { name: 'echo', arguments: { text: `make ${path}` } })
  } finally {
    await client.close()
  }
  expect(readFileSync(join(folder, path, 'config'), 'utf8')).toBe('of a stranger')
  const said = client.said.filter((line) => line.startsWith('Alert: '))
  return { alerts: client.events.filter(({ type }) => type === 'alert'), said }
}

test.each(['.git', '.vscode', 'below/.claude', '.GIT'])(
  '%s made by a server is told of, with its path',
  async (path) => {
    const { alerts, said } = await made(path)
    const words = `appeared where it may write: "${join(folder, path)}"`
    expect(alerts).toEqual([
      expect.objectContaining({ kind: 'start-place', host: '', detail: expect.stringContaining(words) as string }),
    ])
    expect(said).toEqual([expect.stringContaining(words)])
  },
)

test.each(['src', 'below/src', '.github'])('%s made by a server is nothing to tell', async (path) => {
  expect(await made(path)).toEqual({ alerts: [], said: [] })
})

test('what was there before raises nothing', async () => {
  mkdirSync(join(folder, '.vscode'))
  expect(await made('src')).toEqual({ alerts: [], said: [] })
})
