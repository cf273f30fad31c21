// A terminal of its own for one command line: answers are typed when their question stands at the end of what is shown.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onWide } from '../samples/wide-terminal.ts'
import type { Place } from './place.ts'
import { BIN, NODE } from './place.ts'

/** `before` runs when the question stands there and nobody has answered yet. */
export type Typed = readonly [question: string, answer: string, before?: () => void]

export async function onTerminal(
  place: Pick<Place, 'env' | 'path'>,
  words: readonly string[],
  typed: readonly Typed[],
  /** How wide it says that it is. */
  columns?: number,
): Promise<{ readonly shown: string; readonly code: number | null; readonly left: number }> {
  const command = [NODE, BIN, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const child = spawn('script', ['-qefc', onWide(command, columns), '/dev/null'], {
    env: place.env,
    cwd: place.path('work'),
  })
  const left = [...typed]
  let shown = ''
  child.stdout.on('data', (part: Buffer) => {
    shown += part.toString()
    const [next] = left
    if (next === undefined || !shown.trimEnd().endsWith(next[0])) return
    left.shift()
    next[2]?.()
    child.stdin.write(`${next[1]}\n`)
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { shown: shown.replaceAll('\r\n', '\n'), code, left: left.length }
}
