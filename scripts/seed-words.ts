// Makes src/core/text/sensitive/seed-words.data.ts, the English word list of BIP-39, from the package @scure/bip39 2.4.0:
//   npm pack @scure/bip39@2.4.0, unpack it, node scripts/seed-words.ts package/wordlists/english.js
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Of the list as https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt has it, one word a line. */
const DIGEST = '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda'
const HEAD = `// Made by scripts/seed-words.ts from https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt. Do not edit.
// Copyright (c) 2013 Pavol Rusnak. MIT License: docs/licences/bip-39.txt
`

const { wordlist } = (await import(resolve(process.argv[2] ?? 'package/wordlists/english.js'))) as {
  readonly wordlist: readonly string[]
}
const digest = createHash('sha256')
  .update(wordlist.map((word) => `${word}\n`).join(''))
  .digest('hex')
if (digest !== DIGEST) throw new Error(`this is another list: ${digest}`)
const lines = Array.from({ length: Math.ceil(wordlist.length / 16) }, (_, at) => wordlist.slice(at * 16, at * 16 + 16))
const table = `export const SEED_WORDS: readonly string[] = [\n${lines.map((line) => `  '${line.join(' ')}',\n`).join('')}]\n  .join(' ')\n  .split(' ')\n`
writeFileSync(join(import.meta.dirname, '../src/core/text/sensitive/seed-words.data.ts'), `${HEAD}${table}`)
