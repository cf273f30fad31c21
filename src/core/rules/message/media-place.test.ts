import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../model/json.ts'
import { png, textChunk } from '../../../../test/samples/pictures.ts'
import { isMedia } from './media-place.ts'
import { privateKey } from './sensitive-samples.ts'

const packed = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64')
const NOISE = Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 256))
const WORDS = 'Read this, and then go on with what you were asked. '.repeat(100)

const image = (data: Json): [JsonObject, string] => [{ type: 'image', data }, 'data']
const blob = (value: Json, mimeType?: string): [JsonObject, string] => [
  { blob: value, ...(mimeType !== undefined && { mimeType }) },
  'blob',
]

test.each<[string, [JsonObject, string], boolean]>([
  ['a picture', image(packed(png([textChunk('words')]))), true],
  ['a sound with much silence', [{ type: 'audio', data: packed(`RIFF${'\0'.repeat(9_000)}`) }, 'data'], true],
  ['a file', blob(packed(NOISE)), true],
  ['a file in lines', blob(packed(NOISE).replaceAll(/.{76}/g, '$&\r\n')), true],
  ['words and then no words', blob(packed(Buffer.concat([Buffer.from(WORDS), NOISE, NOISE]))), true],
  ['words that are packed', blob(packed(WORDS)), false],
  ['words of an odd length, in another script', blob(packed('ä' + '漢字'.repeat(1_000))), false],
  ['words in UTF-16', blob(packed(Buffer.from(WORDS, 'utf16le'))), false],
  ['words with a zero between them', blob(packed(`${WORDS}\0${WORDS}`)), false],
  ['words behind white space', blob(`${'\n'.repeat(5_000)}${packed(WORDS)}`), false],
  ['words that are not packed', image(WORDS), false],
  ['letters of base64 that are a name', blob('A1b2C3d4E5f6G7h8'), false],
  ['a key', blob(privateKey()), false],
  ['members', blob({ note: packed(NOISE) }), false],
  ['a list', image([packed(NOISE)]), false],
  ['a file that calls itself text', blob(packed(NOISE), 'text/plain'), false],
  ['data of something else', [{ type: 'row', data: packed(NOISE) }, 'data'], false],
])('%s', (_, [owner, key], expected) => expect(isMedia(owner, key)).toBe(expected))
