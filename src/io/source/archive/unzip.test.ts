import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { zip } from '../../../../test/samples/archives.ts'
import { unpack } from './unpack.ts'

test.each([true, false])('a zip of many large files, stored: %s, is laid out without a warning', async (stored) => {
  const warned: string[] = []
  const hear = (warning: Error): void => void warned.push(warning.name)
  const into = mkdtempSync(join(tmpdir(), 'sallyport-zip-'))
  process.on('warning', hear)
  try {
    const body = Buffer.alloc(4 * 1024 ** 2 + 1, 'abcdefg')
    const archive = join(into, 'archive')
    writeFileSync(archive, zip(Array.from({ length: 12 }, (_, at) => ({ name: `${at}`, body, stored }))))
    await unpack({ archive, called: 'it.zip', into })
    await new Promise((done) => setImmediate(done))
    expect(warned).toEqual([])
    expect(readFileSync(join(into, '11')).equals(body)).toBe(true)
  } finally {
    process.off('warning', hear)
    rmSync(into, { recursive: true })
  }
})
