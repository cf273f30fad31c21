// Asks for what nobody may see: typed on the terminal itself, and never shown there.
import { openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { bound } from '../../core/model/bounds.ts'
import type { Ask } from './terminal.ts'

const [ENTER, NEWLINE, CTRL_C, CTRL_D, CTRL_U, BACKSPACE, DELETE] = [0x0d, 0x0a, 0x03, 0x04, 0x15, 0x08, 0x7f]

/** One line; empty where it was given up (Ctrl-C, Ctrl-D) or is too long. Null when this process has no terminal. */
export const askHidden: Ask = async (question) => {
  const file = openTerminal()
  if (file === null) return null
  const terminal = new ReadStream(file)
  // Before the question stands there: whoever types at once is not seen either.
  terminal.setRawMode(true)
  try {
    writeSync(file, question)
    return await lineFrom(terminal)
  } finally {
    writeSync(file, '\r\n')
    terminal.setRawMode(false)
    terminal.destroy()
  }
}

function openTerminal(): number | null {
  try {
    return openSync('/dev/tty', 'r+')
  } catch {
    return null
  }
}

/** In raw mode the terminal edits nothing: what was typed wrong is taken back here. */
function lineFrom(terminal: ReadStream): Promise<string> {
  const typed: number[] = []
  const { promise, resolve } = Promise.withResolvers<string>()
  const take = (byte: number): string | null => {
    if (byte === ENTER || byte === NEWLINE) return Buffer.from(typed).toString('utf8')
    if (byte === CTRL_C || byte === CTRL_D || typed.length >= bound('secret-bytes')) return ''
    if (byte === CTRL_U) typed.length = 0
    else if (byte === BACKSPACE || byte === DELETE) takeBack(typed)
    else typed.push(byte)
    return null
  }
  terminal.on('data', (chunk: Buffer) => {
    for (const byte of chunk) {
      const line = take(byte)
      if (line !== null) return resolve(line)
    }
  })
  terminal.once('end', () => resolve('')).once('error', () => resolve(''))
  return promise
}

/** The last character, which may be several bytes of UTF-8. */
function takeBack(typed: number[]): void {
  while (((typed.pop() ?? 0) & 0xc0) === 0x80);
}
