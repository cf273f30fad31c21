import { expect, test } from 'vitest'
import { openRemote } from './open.ts'

const SECRET = 'k3y-'.repeat(500)

const opened = (url: string) =>
  openRemote({ remote: { kind: 'remote', url, keys: [], authority: null }, net: [], credentials: async () => ({}) })

test('what an address with a long secret in it says is not told, when it is too long for one', async () => {
  const failure: unknown = await opened(`https://mcp.example/${SECRET}/${SECRET}/mcp`).catch((cause: unknown) => cause)
  expect(failure).toMatchObject({ code: 'target-unknown', message: expect.stringContaining('is no address') as string })
  expect((failure as { readonly words: string }).words).not.toContain('k3y-')
})

test('one that fits is taken', async () => {
  const upstream = await opened(`https://mcp.example/${SECRET.slice(0, 1_000)}/mcp`)
  expect(upstream.channel.canSend()).toBe(true)
  await upstream.close()
})
