// Somebody edits while we write: what they wrote last is what stands there, with or without us in front of its servers.
import { writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { withLock } from '../../src/io/file/lock.ts'
import { config, makePlace, ours } from './place.ts'

const CURSOR = '.cursor/mcp.json'
const textOf = (edit: number): string => config({ files: { command: 'files' } }).replace('{', `{ "edit": ${edit},`)

test('edits are never lost to a protect or an unprotect at the same time', async () => {
  const place = makePlace({ [CURSOR]: textOf(0) })
  try {
    for (let edit = 1; edit <= 12; edit++) {
      const child = place.start(edit % 3 === 0 ? 'unprotect' : 'protect', '--yes')
      const end = once(child, 'exit')
      await Promise.race([end, once(child.stdout!, 'data')])
      await sleep(Math.random() * 15)
      // In place, as most editors do: the file keeps its inode, and ours may just have taken its name.
      writeFileSync(place.path(CURSOR), textOf(edit))
      await end
      const { edit: found, mcpServers } = JSON.parse(place.read(CURSOR)) as {
        edit: number
        mcpServers: Record<string, unknown>
      }
      expect(found).toBe(edit)
      expect([{ command: 'files' }, ours('files')]).toContainEqual(mcpServers['files'])
    }
    expect(place.run('unprotect', '--yes').status).toBe(0)
    expect(place.read(CURSOR)).toBe(textOf(12))
  } finally {
    place.remove()
  }
}, 60_000)

test('two protects at once do the work of one', async () => {
  const place = makePlace({ [CURSOR]: textOf(0) })
  try {
    // All have planned before the first may write.
    const codes = await withLock(place.path('state/protect/lock'), async () => {
      const children = [0, 1, 2].map(() => place.start('protect', '--yes'))
      await Promise.all(children.map((child) => once(child.stdout!, 'data')))
      return children.map((child) => once(child, 'exit'))
    })
    const ends = await Promise.all(codes)
    expect(ends.map(([code]) => code as number)).toEqual([0, 0, 0])
    expect(place.run('unprotect', '--yes').status).toBe(0)
    expect(place.read(CURSOR)).toBe(textOf(0))
  } finally {
    place.remove()
  }
}, 60_000)
