// Archives that two readers would lay out in two ways, in what a header says twice: refused, and their honest twins laid out.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tar, zip } from '../../../../test/samples/archives.ts'
import { unpack } from './unpack.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-readers-'))
  mkdirSync(join(folder, 'into'), { mode: 0o700 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function unpacked(bytes: Buffer) {
  const archive = join(folder, 'archive')
  writeFileSync(archive, bytes)
  return await unpack({ archive, called: 'it.tgz', into: join(folder, 'into') })
}

/** The field for large archives, with these sizes. */
function wideField(...sizes: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + sizes.length * 8)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(sizes.length * 8, 2)
  for (const [at, size] of sizes.entries()) field.writeBigUInt64LE(BigInt(size), 4 + at * 8)
  return field
}

/** A list without entries, and its end. */
const HIDDEN = zip([]).toString('latin1')
const PACKED = deflateRawSync('one\n')
const ONE = [{ name: 'package/index.js', body: 'one\n' }]

test.each([
  ['zip64 that says its sizes in full where it need not', zip([{ ...ONE[0]!, extra: wideField(4, PACKED.length) }])],
  ['zip that was made elsewhere', zip([{ ...ONE[0]!, madeBy: 0 }])],
  ['tar whose owner has a large number', tar([{ ...ONE[0]!, owner: '\x80\0\0\0\0\x01\0\0' }])],
  ['zip whose comment only begins like an end', zip(ONE, { comment: 'PK\x05\x05' })],
  ['tar whose name is in two parts', tar([{ name: 'index.js', prefix: 'package', body: 'one\n' }])],
])('a %s is laid out', async (_, bytes) => {
  await unpacked(bytes)
  expect(readFileSync(join(folder, 'into/package/index.js'), 'utf8')).toBe('one\n')
})

test.each<[string, Buffer, string]>([
  [
    'a name whose beginning some readers leave out',
    tar([{ name: 'index.js', prefix: 'hidden', version: 'xx' }]),
    'begins elsewhere for some readers',
  ],
  [
    'a name whose beginning only some readers add',
    tar([{ name: 'index.js', prefix: 'hidden', magic: 'ustar  ' }]),
    'begins elsewhere for some readers',
  ],
  ['an owner at whom some readers stop', tar([{ ...ONE[0]!, owner: '00x0000\0' }]), 'is none'],
  ['an end in the comment, where some readers begin', zip(ONE, { comment: `${HIDDEN}\0` }), 'another end'],
  ['a size that nothing sends a reader to', zip([{ ...ONE[0]!, extra: wideField(9, PACKED.length) }]), 'twice'],
  ['a part of a size that nothing sends a reader to', zip([{ ...ONE[0]!, extra: wideField(9) }]), 'twice'],
  [
    'another large size before the content',
    zip([{ ...ONE[0]!, wide: true, local: { wide: wideField(9, PACKED.length) } }], { wide: true }),
    'another size or sum',
  ],
  [
    'a link that some readers put down as code',
    zip([{ name: 'a.js', mode: 0o120777, body: "require('child_process').exec('id')" }]),
    'other text for some readers',
  ],
  [
    'a link that only some readers see',
    zip([{ name: 'a', mode: 0o120777, madeBy: 0, body: '/etc/passwd' }]),
    'some readers',
  ],
])('%s is refused', async (_, bytes, why) => {
  await expect(unpacked(bytes)).rejects.toMatchObject({
    code: 'package-refused',
    message: expect.stringContaining(why),
  })
})
