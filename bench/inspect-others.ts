// Other engines on the same bytes: what they cost, not what they find. None of them reads what a text hides.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import initYara, { Compiler } from '@virustotal/yara-x'

export type Engine = { readonly name: string; readonly look: (text: string) => void | Promise<void> }

/** As many rules as there are near words of ours: a condition of any of its words. */
export async function yara(words: readonly string[]): Promise<Engine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@virustotal/yara-x/package.json'))
  const wasm = join(folder, 'pkg/yara_x_js_bg.wasm')
  await initYara({ module_or_path: await readFile(wasm) })
  const compiler = new Compiler()
  for (const [i, word] of words.entries()) {
    compiler.addSource(`rule r${i} { strings: $a = ${JSON.stringify(word)} nocase condition: $a }`)
  }
  const rules = compiler.build()
  const scanner = rules.scanner()
  scanner.setMaxMatchesPerPattern(1)
  const encoder = new TextEncoder()
  return { name: `YARA-X, ${words.length} rules`, look: (text) => void scanner.scan(encoder.encode(text)) }
}

export function secretlint(): Engine {
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] }
  return {
    name: 'secretlint, its recommended rules',
    look: async (content) => {
      const source = { content, filePath: '/bench.txt', ext: '.txt', contentType: 'text' as const }
      await lintSource({ source, options: { config, noPhysicFilePath: true } })
    },
  }
}
