// Code on the line of an interpreter: `node -e CODE`, `python3 -c CODE`.
import type { Language } from './source.ts'

export type OnLine = { readonly code: string; readonly as: Language }

const JAVASCRIPT = /^(?:-e|-p|-pe|--eval|--print|eval)$/
const PYTHON = /^-[bBdEhiIOqsSuvVx]*c$/

/** `places` and `texts` are the words that a program is started with, as far as they are known, or whole lines for a shell. */
export function* onLine(places: readonly string[], texts: readonly string[]): Generator<OnLine> {
  const words = [...places, ...texts]
  const named = words.find((word) => programOf(word) !== null)
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]
    if (next === undefined) continue
    const program = programOf(named ?? '')
    if (PYTHON.test(word) && program !== 'javascript' && !isShell(words)) yield { code: next, as: 'python' }
    if (JAVASCRIPT.test(word) && program !== 'python') yield { code: next, as: 'javascript' }
  }
  for (const line of words) yield* inLine(line)
}

const programOf = (word: string): Language | null => {
  const last = word.slice(word.lastIndexOf('/') + 1)
  if (/^(?:node|nodejs|bun|deno)(?:\.exe)?$/.test(last)) return 'javascript'
  return /^(?:python[\d.]*|pypy\d?)(?:\.exe)?$/.test(last) ? 'python' : null
}

const isShell = (words: readonly string[]): boolean => words.some((word) => /(?:^|\/)(?:ba|z|da|k)?sh$/.test(word))

/** A line for a shell: what stands there in quotes behind the option. */
function* inLine(line: string): Generator<OnLine> {
  if (line.length > 20_000) return
  for (const [, program, quoted] of line.matchAll(
    /\b(node|bun|python[\d.]*)\s+(?:-\w+\s+){0,4}(?:-c|-e|--eval)\s+("(?:[^"\\]|\\.)*"|'[^']*')/g,
  )) {
    const inside = quoted!.slice(1, -1)
    const code = quoted!.startsWith('"') ? inside.replace(/\\(["\\$`])/g, '$1') : inside
    yield { code, as: program!.startsWith('python') ? 'python' : 'javascript' }
  }
}
