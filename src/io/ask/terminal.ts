// Asks a person, on the terminal itself: stdin may be anything, but a child without a terminal has no /dev/tty to answer on.
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { WriteStream } from 'node:tty'
import { fold } from '../../core/text/fold.ts'
import { open, type FileHandle } from 'node:fs/promises'

const TERMINAL = '/dev/tty'
const MAX_ANSWER_BYTES = 1024

/** Null when this process has no terminal. */
export type Ask = (question: string) => Promise<string | null>

/** One typed line, without its end. What was typed before the question was shown is no answer to it and is dropped. */
export const askTerminal: Ask = async (question) => {
  const terminal = await openTerminal()
  if (terminal === null) return null
  try {
    dropTypedAhead()
    await terminal.writeFile(fold(question, columnsHere()))
    return await readLine(terminal)
  } finally {
    await terminal.close()
  }
}

async function openTerminal(): Promise<FileHandle | null> {
  try {
    return await open(TERMINAL, 'r+')
  } catch {
    return null
  }
}

/** Of this very terminal, wherever stdout leads. */
function columnsHere(): number | null {
  const terminal = new WriteStream(openSync(TERMINAL, constants.O_WRONLY | constants.O_NOCTTY))
  const { columns } = terminal
  terminal.destroy()
  return columns
}

/** Through a second, non-blocking opening: a paste, or a program that fills the line beforehand, must not consent. */
function dropTypedAhead(): void {
  const terminal = openSync(TERMINAL, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    while (readSync(terminal, Buffer.alloc(MAX_ANSWER_BYTES)) > 0);
  } catch {
    // EAGAIN: nothing more is waiting.
  } finally {
    closeSync(terminal)
  }
}

/** An answer that is too long, or that ends without a line end, is the empty answer. */
async function readLine(terminal: FileHandle): Promise<string> {
  const bytes = Buffer.alloc(MAX_ANSWER_BYTES)
  for (let length = 0; length < bytes.length;) {
    const { bytesRead } = await terminal.read(bytes, length, bytes.length - length, null)
    if (bytesRead === 0) return ''
    const end = bytes.subarray(length, length + bytesRead).indexOf(0x0a)
    length += bytesRead
    if (end >= 0) return bytes.toString('utf8', 0, length - bytesRead + end).replace(/\r$/, '')
  }
  return ''
}
