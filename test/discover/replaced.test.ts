// Editors replace a config by renaming another file over it, at any moment: it is never half read, and never a trap.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openConfig } from '../../src/io/source/clients/files.ts'
import { plant, type Tree } from './tree.ts'

let tree: Tree
beforeEach(() => void (tree = plant()))
afterEach(() => tree.remove())

const REPLACE = `
import { renameSync, writeFileSync } from 'node:fs'
const path = process.argv[1]
console.log('ready')
for (;;) {
  writeFileSync(path + '.new', 'x'.repeat(1000))
  renameSync(path + '.new', path)
}`

test('a file that is replaced all the time is read whole', async () => {
  const path = tree.put('~/.cursor/mcp.json', 'x'.repeat(1000))
  const editor = spawn(process.execPath, ['--input-type=module', '-e', REPLACE, path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    await once(editor.stdout, 'data')
    const read = Array.from({ length: 2_000 }, () => openConfig(path, [tree.home]))
    const whole = read.filter((one) => one?.kind === 'file')
    expect(whole.every((one) => one.bytes.length === 1000)).toBe(true)
    // Three attempts may all meet a replacement; that they all do so every time would be a trap.
    expect(whole.length).toBeGreaterThan(1_000)
  } finally {
    editor.kill('SIGKILL')
  }
})
