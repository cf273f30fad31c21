// Archives as packages bring them, and as attackers make them: the first are laid out, the others refused with the entry named.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pax, tar, zip } from '../../../../test/samples/archives.ts'
import { bound } from '../../../core/model/bounds.ts'
import { unpack } from './unpack.ts'

let folder: string
let into: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-archive-'))
  into = join(folder, 'into')
  mkdirSync(into, { mode: 0o700 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function unpacked(bytes: Buffer, more: { end?: number } = {}) {
  const archive = join(folder, 'archive')
  writeFileSync(archive, bytes)
  return await unpack({ archive, called: 'it.tgz', into, ...more })
}

const read = (path: string): string => readFileSync(join(into, path), 'utf8')
const files = (): string[] =>
  readdirSync(into, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(into.length + 1))
    .sort()

const ONE = [{ name: 'package/index.js', body: 'one\n' }]

describe('is laid out', () => {
  test.each([
    ['tar', tar(ONE)],
    ['tar.gz', gzipSync(tar(ONE))],
    ['tar.gz in two members', Buffer.concat([gzipSync(tar(ONE, Buffer.alloc(0))), gzipSync(Buffer.alloc(1024))])],
    ['tar.zst', zstdCompressSync(tar(ONE))],
    ['padded tar', tar(ONE, Buffer.alloc(10_240))],
    ['zip', zip(ONE)],
    ['stored zip', zip([{ ...ONE[0]!, stored: true }])],
    ['zip64', zip([{ ...ONE[0]!, wide: true }], { wide: true })],
    ['zip with a comment', zip(ONE, { comment: 'made by hand' })],
  ])('a %s', async (_, bytes) => {
    expect(await unpacked(bytes)).toMatchObject({ entries: 1, bytes: 4, alike: [], links: [] })
    expect(read('package/index.js')).toBe('one\n')
  })

  test('a file of more bytes than are read at once', async () => {
    const body = Buffer.alloc(6 * 1024 ** 2, 'abcdefg')
    await unpacked(zip([{ name: 'large', body }]))
    expect(readFileSync(join(into, 'large')).equals(body)).toBe(true)
  })

  test('a long name in either kind of extended header', async () => {
    const long = `${'d'.repeat(120)}/${'f'.repeat(120)}`
    await unpacked(
      tar([
        pax({ path: `${long}1` }),
        { name: 'short', body: '1' },
        { name: 'L', type: 'L', body: `${long}2\0` },
        { name: 'short', body: '2' },
      ]),
    )
    expect(files()).toEqual([`${long}1`, `${long}2`])
  })

  test('private, whatever modes it asks for', async () => {
    await unpacked(tar([{ name: 'bin', body: '#!', mode: 0o4777 }]))
    expect(statSync(join(into, 'bin')).mode & 0o7777).toBe(0o700)
  })

  test.each([
    [
      'tar',
      tar([
        { name: 'a/real.js', body: 'x' },
        { name: 'a/b/soft.js', type: '2', link: '../real.js' },
        { name: 'hard.js', type: '1', link: 'a/real.js' },
      ]),
    ],
    [
      'zip',
      zip([
        { name: 'a/real.js', body: 'x' },
        { name: 'a/b/soft.js', mode: 0o120777, body: '../real.js' },
        { name: 'hard.js', body: 'x' },
      ]),
    ],
  ])('what the links of a %s stand for, as files, so that nobody overlooks it', async (_, bytes) => {
    await unpacked(bytes)
    expect(files()).toEqual(['a/b/soft.js', 'a/real.js', 'hard.js'])
    expect(read('a/b/soft.js')).toBe('x')
  })

  test('a link to a folder as nothing, and it is told', async () => {
    const found = await unpacked(
      tar([
        { name: 'a/x', body: '' },
        { name: 'b', type: '2', link: 'a' },
      ]),
    )
    expect(found.links).toEqual(['b'])
    expect(files()).toEqual(['a/x'])
  })

  test.each([
    ['in case', 'Index.js', 'index.js'],
    ['in how a letter is composed', 'caf\u00e9', 'cafe\u0301'],
  ])('names that differ only %s, and they are told', async (_, one, other) => {
    expect(await unpacked(tar([{ name: one }, { name: other }]))).toMatchObject({ alike: [other] })
  })

  test('what stands before a given end', async () => {
    const bytes = zip(ONE)
    await unpacked(Buffer.concat([bytes, Buffer.from('signature')]), { end: bytes.length })
    expect(read('package/index.js')).toBe('one\n')
  })
})

const long = (length: number): string => 'n'.repeat(length)
const cut = (bytes: Buffer, end: number): Buffer => bytes.subarray(0, end)
/** The two bytes to which nothing is packed are taken out. */
function emptied(archive: Buffer): Buffer {
  const at = archive.indexOf('PK\x01\x02', 'latin1')
  const list = Buffer.from(archive.subarray(at))
  const local = Buffer.from(archive.subarray(0, at - 2))
  local.writeUInt32LE(0, 18)
  list.writeUInt32LE(0, 20)
  list.writeUInt32LE(at - 2, list.length - 6)
  return Buffer.concat([local, list])
}
const file = (name: string | Buffer) => ({ name, body: '' })

describe('is refused', () => {
  test.each<[string, Buffer, string]>([
    ['nothing at all', Buffer.alloc(0), 'is no ZIP'],
    ['another file', Buffer.from('#!/bin/sh\n'), 'is no ZIP'],
    ['traversal', tar([file('package/../../out')]), '"package/../../out": its name leads out'],
    ['traversal in a pax header', tar([pax({ path: '../out' }), file('in')]), '"../out": its name leads out'],
    ['an absolute name', tar([file('/etc/passwd')]), '"/etc/passwd": its name is absolute'],
    ['a drive', tar([file('C:/x')]), 'its name is absolute'],
    ['a backslash', tar([file('..\\out')]), 'holds a backslash'],
    ['a control character', tar([file('a\x1b[8m')]), '"a\\u{1b}[8m": its name holds a control character'],
    ['a NUL in a pax name', tar([pax({ path: 'a\0b' }), file('in')]), 'holds a NUL'],
    ['a name that is not UTF-8', tar([file(Buffer.from([0xff, 0xfe]))]), 'not UTF-8'],
    ['a name that is too long', tar([pax({ path: `${long(200)}/`.repeat(21) + long(200) }), file('in')]), 'too long'],
    ['a part that is too long', tar([pax({ path: long(256) }), file('in')]), 'a part of its name is too long'],
    ['a deep folder', tar([pax({ path: 'd/'.repeat(65) }), { name: 'in', type: '5' }]), 'folders deep'],
    ['a file twice', tar([file('a'), file('a')]), '"a": it is there twice'],
    ['a file twice by another spelling', tar([file('a'), file('./a')]), 'it is there twice'],
    ['a file where a folder is', tar([file('a/b'), file('a')]), 'it is there twice'],
    ['a file below a file', tar([file('a'), file('a/b')]), 'it lies below what is no folder'],
    ['a file below a link', tar([{ name: 'a', type: '2', link: 'b' }, file('a/x')]), 'lies below what is no folder'],
    ['a link that leads out', tar([{ name: 'a/b', type: '2', link: '../../c' }]), '"a/b": it is a link that leads out'],
    ['an absolute link', tar([{ name: 'a', type: '2', link: '/etc' }]), 'a link that leads out'],
    ['a hard link that leads out', tar([{ name: 'a', type: '1', link: '../c' }]), 'a link that leads out'],
    [
      'a link out through a link',
      tar([
        { name: 'a/up', type: '2', link: '..' },
        { name: 'b', type: '2', link: 'a/up/../c' },
      ]),
      'leads out',
    ],
    ['a link to nothing', tar([{ name: 'a', type: '2' }]), 'a link to nothing'],
    ['a device', tar([{ name: 'a', type: '3' }]), '"a": it is a device'],
    ['a pipe', tar([{ name: 'a', type: '6' }]), 'it is a device, a pipe'],
    ['a kind that nobody knows', tar([{ name: 'a', type: 'M' }]), 'unknown kind'],
    ['a sparse file', tar([pax({ 'GNU.sparse.major': '1' }), file('a')]), 'sparse'],
    ['a folder with content', tar([{ name: 'a', type: '5', body: 'x' }]), 'though it is no file'],
    ['two sizes', tar([pax({ size: '1024' }), { name: 'a', body: 'x' }]), '"a": it says its size twice'],
    ['a name for all that follows', tar([pax({ path: 'b' }, 'g'), file('a')]), 'renames all that follows'],
    [
      'a damaged pax header',
      tar([{ name: 'p', type: 'x', body: '99 path=a\n' }, file('a')]),
      'extended header of it is damaged',
    ],
    [
      'a link with an endless target',
      tar([pax({ linkpath: 'a/'.repeat(5_000) }), { name: 'l', type: '2' }]),
      'very long target',
    ],
    ['two names before one entry', tar([pax({ path: 'a' }), pax({ path: 'b' }), file('c')]), 'two extended headers'],
    [
      'two names in two kinds of extended headers',
      tar([pax({ path: 'a' }), { name: 'long', type: 'L', body: 'b' }, file('c')]),
      'two things of one entry',
    ],
    [
      'two names in one extended header',
      tar([{ ...pax({}), body: '9 path=a\n9 path=b\n' }, file('c')]),
      'says a thing twice',
    ],
    [
      'a flood of extended headers',
      gzipSync(
        tar(Array.from({ length: 70 }, (_, at) => [pax({ comment: long(1024 ** 2 - 40) }), file(`f${at}`)]).flat()),
        { level: 1 },
      ),
      'its extended headers have more than',
    ],
    ['a damaged header', tar([{ name: 'a', damaged: true }]), 'a header of it is damaged'],
    [
      'an endless extended header',
      tar([{ name: 'p', type: 'x', size: 2 ** 30 }], Buffer.alloc(0)),
      'an extended header of it has',
    ],
    ['a cut archive', cut(tar([{ name: 'a', body: long(600) }]), 900), 'it is cut off'],
    ['an archive cut between entries', tar([{ name: 'a', body: 'x' }], Buffer.alloc(0)), 'it is cut off'],
    ['a cut gzip', cut(gzipSync(tar(ONE)), 60), 'cut off or damaged'],
    ['a damaged gzip', Buffer.concat([gzipSync(tar(ONE)).subarray(0, -8), Buffer.alloc(8)]), 'cut off or damaged'],
    [
      'a second archive behind the end',
      Buffer.concat([tar(ONE), tar([file('hidden')])]),
      'something lies behind its end',
    ],
    ['bytes behind a gzip', Buffer.concat([gzipSync(tar(ONE)), Buffer.from('hidden')]), 'cut off or damaged'],
    ['zeros behind a gzip', Buffer.concat([gzipSync(tar(ONE)), Buffer.alloc(9)]), 'something lies behind its end'],
    ['an endless end', tar(ONE, Buffer.alloc(2 * 1024 ** 2)), 'goes on behind its end'],
    ['a bomb of gzip', gzipSync(tar([{ name: 'zeros', body: Buffer.alloc(80 * 1024 ** 2) }])), 'a bomb'],
    ['a size beyond the bound', tar([{ name: 'a', size: bound('archive-file-bytes') + 1 }], Buffer.alloc(0)), 'bytes'],
  ])('%s', async (_, bytes, why) => {
    await expect(unpacked(bytes)).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining(why),
    })
  })

  test.each<[string, Buffer, string]>([
    ['traversal', zip([{ name: '../out' }]), '"../out": its name leads out'],
    ['a file twice', zip([{ name: 'a' }, { name: 'a' }]), '"a": it is there twice'],
    [
      'another name before the content',
      zip([{ name: 'good', local: { name: 'evil' } }]),
      '"good": its own header names it otherwise',
    ],
    ['another size before the content', zip([{ name: 'a', body: 'xy', local: { bytes: 1 } }]), 'another size or sum'],
    ['another method before the content', zip([{ name: 'a', body: 'xy', local: { method: 0 } }]), 'packed otherwise'],
    ['a content longer than it says', zip([{ name: 'a', body: long(99), bytes: 9 }]), 'longer than it says'],
    ['a content shorter than it says', zip([{ name: 'a', body: 'x', bytes: 9 }]), 'longer or shorter'],
    ['a wrong sum', zip([{ name: 'a', body: 'x', crc: 1 }]), 'its content is not what its sum says'],
    [
      'a wrong sum of a large file',
      zip([{ name: 'a', body: Buffer.alloc(5 * 1024 ** 2, 'ab'), crc: 1 }]),
      'its sum says',
    ],
    ['encryption', zip([{ name: 'a', flags: 0x801 }]), 'it is encrypted'],
    ['a method that is not read', zip([{ name: 'a', method: 12 }]), 'packed by method 12'],
    ['a second name', zip([{ name: 'a', extra: Buffer.from('up\x05\x00\x01abcd', 'latin1') }]), 'a second name'],
    [
      'a damaged extra field',
      zip([{ name: 'a', extra: Buffer.from('ab\xff\xff', 'latin1') }]),
      'extra field of it is damaged',
    ],
    ['a name without its character set', zip([{ name: 'é', flags: 0 }]), 'no stated character set'],
    [
      'two entries of one content',
      zip([
        { name: 'a', body: 'x' },
        { name: 'b', body: 'x', at: 0 },
      ]),
      'it lies in another entry',
    ],
    ['a program before the first entry', zip(ONE, { before: Buffer.from('#!/bin/sh\n#') }), 'it is no ZIP'],
    ['bytes before the first entry', zip(ONE, { before: Buffer.from('PK\x03\x04#') }), 'no entry'],
    ['bytes behind the last entry', zip(ONE, { gap: Buffer.from('hidden') }), 'between its entries and its list'],
    ['bytes behind the end', zip(ONE, { after: Buffer.from('hidden') }), 'lies behind its end'],
    ['a cut archive', cut(zip(ONE), 60), 'cut off'],
    ['a large file that is packed to nothing', emptied(zip([{ name: 'a', bytes: 5 * 1024 ** 2 }])), 'damaged'],
    ['a device', zip([{ name: 'a', mode: 0o020644 }]), 'it is a device'],
    [
      'a link that leads out',
      zip([{ name: 'a', mode: 0o120777, body: '/etc/passwd' }]),
      '"a": it is a link that leads out',
    ],
    ['a bomb', zip([{ name: 'zeros', body: Buffer.alloc(80 * 1024 ** 2) }]), 'a bomb'],
  ])('in a zip, %s', async (_, bytes, why) => {
    await expect(unpacked(bytes)).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining(why),
    })
  })

  test('one entry more than the bound, and the bound itself passes', async () => {
    const folders = (count: number): Buffer =>
      gzipSync(tar(Array.from({ length: count }, (_, n) => ({ name: `d`, type: '5', mode: n }))), { level: 1 })
    await unpacked(folders(bound('archive-entries')))
    await expect(unpacked(folders(bound('archive-entries') + 1))).rejects.toThrow('more than 100000 entries')
  })
})
