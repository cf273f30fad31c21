// `secrets migrate` and `secrets restore` are killed at any moment, again and again: files are always whole, a value is always
// somewhere, and the same command goes on.
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { approveTold, CURSOR, done, GEMINI, makeMovedPlace, TOKEN } from './moved-place.ts'
import { filesWith } from './place.ts'

const NAMES = [CURSOR, GEMINI, '.codeium/windsurf/mcp_config.json', '.lmstudio/mcp.json']
const ROUNDS = 16

const config = (script: string): string =>
  `${JSON.stringify({ mcpServers: { told: { command: 'node', args: [script], env: { GITHUB_TOKEN: TOKEN } } } }, null, 2)}\n`

test('kill -9 between any two steps loses nothing', async () => {
  const place = makeMovedPlace((script) => Object.fromEntries(NAMES.map((name) => [name, config(script)])))
  try {
    approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
    const before = NAMES.map((name) => place.read(name))
    const after = before.map((text) => text.replace(TOKEN, 'store:told.GITHUB_TOKEN'))
    let killed = 0
    for (let round = 0; round < ROUNDS; round++) {
      const child = place.start('secrets', round % 2 === 0 ? 'migrate' : 'restore', '--yes')
      const end = once(child, 'exit')
      // It takes a while to load; what matters are the moments after that, and those differ from machine to machine.
      await Promise.race([end, once(child.stdout!, 'data')])
      await sleep(Math.random() * 400)
      if (child.kill('SIGKILL')) killed++
      await end
      const now = NAMES.map((name) => place.read(name))
      expect(now.filter((text, index) => text !== before[index] && text !== after[index])).toEqual([])
      // Where one refers to it, the store has it.
      if (now.some((text) => !text.includes(TOKEN)))
        expect(done(place, 'secrets', 'list')).toContain('told.GITHUB_TOKEN')
    }
    expect(killed).toBeGreaterThan(0)
    expect(place.run('secrets', 'migrate', '--yes').status).toBe(0)
    expect(NAMES.map((name) => place.read(name))).toEqual(after)
    expect(filesWith(place.home, TOKEN)).toEqual([])
    expect(place.run('secrets', 'restore', '--yes').status).toBe(0)
    expect(NAMES.map((name) => place.read(name))).toEqual(before)
    const folders = NAMES.map((name) => readdirSync(place.path(name.slice(0, name.lastIndexOf('/')))))
    expect(folders.flat().filter((name) => name.endsWith('.tmp'))).toEqual([])
  } finally {
    place.remove()
  }
}, 180_000)
