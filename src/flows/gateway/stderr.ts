// What a server writes on its stderr, for the person who reads ours: line by line, made visible, bounded, and never as if we
// had said it. The log keeps the last bytes as they were.
import type { Readable } from 'node:stream'
import { bound } from '../../core/model/bounds.ts'
import { reveal } from '../../core/model/untrusted.ts'

const SECOND_MS = 1_000
const NEWLINE = 0x0a

/** `echo` gets each line, safe to print. Never slows the server down. */
export function relayStderr(stream: Readable, echo: (line: string) => void, now: () => number): void {
  const room = bound('server-line-chars')
  let line: Buffer[] = []
  let kept = 0
  let length = 0
  let second = now()
  let shown = 0
  let unshown = 0

  const tellUnshown = (): void => {
    if (unshown > 0) echo(`… ${unshown} more lines in that second`)
    unshown = 0
  }
  const end = (): void => {
    const text = Buffer.concat(line).toString('utf8').trimEnd()
    const isCut = length > kept
    line = []
    kept = length = 0
    if (now() - second >= SECOND_MS) {
      tellUnshown()
      second = now()
      shown = 0
    }
    if (text === '') return
    shown += 1
    if (shown <= bound('server-lines')) echo(`${reveal(text)}${isCut ? '…' : ''}`)
    else unshown += 1
  }
  const add = (part: Buffer): void => {
    length += part.length
    const fitting = part.subarray(0, Math.max(0, room - kept))
    if (fitting.length === 0) return
    // Copied, because a small part would keep the whole chunk that it came in.
    line.push(Buffer.from(fitting))
    kept += fitting.length
  }
  stream.on('data', (chunk: Buffer) => {
    let start = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, at))
      end()
      start = at + 1
    }
    add(chunk.subarray(start))
  })
  stream.once('close', () => {
    end()
    tellUnshown()
  })
}
