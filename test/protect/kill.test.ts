// `protect` is killed at any moment, again and again: the file is always whole, and what stood there first always comes back.
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { config, makePlace, ours } from './place.ts'

const NAMES = ['.cursor/mcp.json', '.gemini/settings.json', '.codeium/windsurf/mcp_config.json', '.lmstudio/mcp.json']
const text = config({ files: { command: 'npx', args: ['-y', 'pkg@1.0.0'] }, other: { command: 'other' } })
const whole = [text, config({ files: ours('files'), other: ours('other') })].map((text) => JSON.parse(text) as unknown)
const ROUNDS = 25

test('kill -9 between any two steps loses nothing', async () => {
  const place = makePlace(Object.fromEntries(NAMES.map((name) => [name, text])))
  try {
    let killed = 0
    for (let round = 0; round < ROUNDS; round++) {
      const command = round % 2 === 0 ? 'protect' : 'unprotect'
      const child = place.start(command, '--yes')
      const end = once(child, 'exit')
      // It takes a while to load; what matters are the moments after that, and those differ from machine to machine.
      await Promise.race([end, once(child.stdout!, 'data')])
      await sleep(Math.random() * 40)
      if (child.kill('SIGKILL')) killed++
      await end
      for (const name of NAMES) expect(whole).toContainEqual(JSON.parse(place.read(name)))
    }
    expect(killed).toBeGreaterThan(0)
    expect(place.run('protect', '--yes').status).toBe(0)
    for (const name of NAMES) expect(JSON.parse(place.read(name))).toEqual(whole[1])
    expect(place.run('unprotect', '--yes').status).toBe(0)
    for (const name of NAMES) expect(place.read(name)).toBe(text)
    const folders = NAMES.map((name) => readdirSync(place.path(name.slice(0, name.lastIndexOf('/')))))
    expect(folders.flat().filter((name) => name.endsWith('.tmp'))).toEqual([])
  } finally {
    place.remove()
  }
}, 120_000)
