// Small pictures and sounds with words in their metadata, made byte by byte.
import { crc32, deflateSync } from 'node:zlib'

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

export function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([latin(name), data])
  return Buffer.concat([u32(data.length), body, u32(crc32(body))])
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const SIZE = chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))

/** One white dot with these chunks, and bytes behind its end. */
export const png = (chunks: readonly Uint8Array[] = [], behind = ''): Buffer =>
  Buffer.concat([
    ...[SIGNATURE, SIZE, ...chunks, chunk('IDAT', deflateSync(Buffer.from([0, 255]))), chunk('IEND', Buffer.alloc(0))],
    Buffer.from(behind),
  ])

export const textChunk = (words: string): Buffer => chunk('tEXt', latin(`Comment\0${words}`))
export const packedChunk = (words: string): Buffer =>
  chunk('zTXt', Buffer.concat([latin('Comment\0\0'), deflateSync(words)]))
export const internationalChunk = (words: string, isPacked = false): Buffer =>
  chunk(
    'iTXt',
    Buffer.concat([
      ...[latin('Title\0'), Buffer.from([isPacked ? 1 : 0, 0]), latin('en\0'), Buffer.from('Titel\0')],
      isPacked ? deflateSync(words) : Buffer.from(words),
    ]),
  )

type Tag = { readonly tag: number; readonly type: number; readonly value: Buffer }

/** A TIFF of one table, in the byte order of Intel or of Motorola. */
export function tiff(tags: readonly Tag[], isLittle = true): Buffer {
  const u16s = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 2)
    const write = isLittle ? bytes.writeUInt16LE.bind(bytes) : bytes.writeUInt16BE.bind(bytes)
    for (const [i, value] of values.entries()) write(value, i * 2)
    return bytes
  }
  const u32s = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (isLittle) bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return bytes
  }
  let next = 8 + 2 + tags.length * 12 + 4
  const rows = tags.map(({ tag, type, value }) => {
    const row = Buffer.concat([u16s(tag, type), u32s(value.length), u32s(next)])
    next += value.length
    return row
  })
  const head = Buffer.concat([latin(isLittle ? 'II' : 'MM'), u16s(42), u32s(8), u16s(tags.length)])
  return Buffer.concat([head, ...rows, u32s(0), ...tags.map(({ value }) => value)])
}

export const description = (words: string): Tag => ({ tag: 0x010e, type: 2, value: Buffer.from(`${words}\0`) })
export const wideComment = (words: string): Tag => ({
  tag: 0x9286,
  type: 7,
  value: Buffer.concat([latin('UNICODE\0'), Buffer.from(words, 'utf16le')]),
})
export const windowsTitle = (words: string): Tag => ({ tag: 0x9c9b, type: 1, value: Buffer.from(words, 'utf16le') })

export function segment(marker: number, data: Uint8Array): Buffer {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(data.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), size, data])
}

/** The frame of a JPEG with these segments; what stands for its picture is no picture. */
export const jpeg = (segments: readonly Uint8Array[] = [], behind = ''): Buffer =>
  Buffer.concat([
    ...[Buffer.from([0xff, 0xd8]), ...segments, segment(0xda, Buffer.from([0, 0, 0]))],
    ...[Buffer.from([0x12, 0x80, 0x9f, 0x34, 0xff, 0xd9]), Buffer.from(behind)],
  ])

export const exifSegment = (table: Uint8Array): Buffer => segment(0xe1, Buffer.concat([latin('Exif\0\0'), table]))
export const xmpSegment = (words: string): Buffer =>
  segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:title>${words}</dc:title></x:xmpmeta>`))

export const gif = (words: string): Buffer =>
  Buffer.concat([
    ...[latin('GIF89a'), Buffer.from([1, 0, 1, 0, 0, 0, 0, 0x21, 0xfe, words.length]), Buffer.from(words)],
    Buffer.from([0, 0x3b]),
  ])

/** A sound with a title, as ID3 has it. */
export const mp3 = (words: string): Buffer =>
  Buffer.concat([
    ...[latin('ID3'), Buffer.from([4, 0, 0, 0, 0, 0, words.length + 11]), latin('TIT2'), u32(words.length + 1)],
    ...[Buffer.from([0, 0, 3]), Buffer.from(words), Buffer.from([0xff, 0xfb, 0x90, 0x44, 0, 0, 0x9f, 0x80])],
  ])

export const svg = (inside: string): Buffer =>
  Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`)
