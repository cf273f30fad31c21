// Makes src/core/text/confusable.data.ts from Unicode's confusables as the package unhomoglyph 1.0.6 carries them:
//   npm pack unhomoglyph@1.0.6, unpack it, node scripts/confusables.ts package/data.json
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DIGEST = '2fb1ef5aa83ace3438c1cbd6f2fd413cd62ab20906b6101511eb5db11e70ae1c'
const HEAD = `// Made by scripts/confusables.ts from https://www.unicode.org/Public/security/13.0.0/confusables.txt. Do not edit.
// Copyright 1991-2020 Unicode, Inc. Unicode License: docs/licences/unicode.txt
// One line for each Latin spelling, then every character that looks like it.
`

const bytes = readFileSync(process.argv[2] ?? 'package/data.json')
const digest = createHash('sha256').update(bytes).digest('hex')
if (digest !== DIGEST) throw new Error(`these are other data: ${digest}`)

const groups = new Map<string, string[]>()
for (const [char, shape] of Object.entries(JSON.parse(bytes.toString()) as Record<string, string>)) {
  // Only letters, and none that would turn the order of this file around; ASCII is left as it is.
  const isLetter = /^(?![\x00-\x7f\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Nko}])\p{L}$/u.test(char)
  const isLatin = isLetter && /^[A-Za-z]{1,3}$/.test(shape)
  // What the compatibility form already levels needs no line.
  if (!isLatin || /^[a-z]+$/i.test(char.normalize('NFKD').replace(/\p{Mn}/gu, ''))) continue
  const spelling = shape.toLowerCase()
  groups.set(spelling, [...(groups.get(spelling) ?? []), char])
}
const lines = Array.from(groups, ([spelling, chars]) => `${spelling}${chars.toSorted().join('')}`).toSorted()
const table = `export const LOOK_ALIKES: readonly string[] = [\n${lines.map((line) => `  '${line}',\n`).join('')}]\n`
writeFileSync(join(import.meta.dirname, '../src/core/text/confusable.data.ts'), `${HEAD}${table}`)
