import { Failure } from '../core/model/failure.ts'
import { askTerminal } from '../io/ask/terminal.ts'

/** A code of an authenticator, as it was typed on the terminal. */
export async function codeTyped(words: string): Promise<string> {
  const typed = await askTerminal(words)
  if (typed !== null) return typed.replaceAll(' ', '').trim()
  throw new Failure('terminal-missing', 'this needs a typed code; there is no terminal to ask on, so nothing is done', {
    fix: 'Run the command yourself on a terminal.',
  })
}
