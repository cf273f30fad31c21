// The program that a command starts in the end, and its arguments.
import { nameOf } from './programs.ts'
import type { Command, Word } from './script.ts'

/** The program that a command really starts: behind `sudo`, `env A=b`, `nohup`, `time`. */
export function started(command: Command): { readonly program: string; readonly args: readonly Word[] } {
  let at = 0
  const { words } = command
  while (
    at < words.length &&
    (WRAPS.test(nameOf(words[at]!.text)) ||
      (at > 0 && /^-|^\w+=|^\d+[smhd]?$/.test(words[at]!.text)) ||
      /^\w+=/.test(words[at]!.text))
  )
    at += 1
  const first = words[at]
  return first === undefined
    ? { program: nameOf(words[0]?.text ?? ''), args: words.slice(1) }
    : { program: nameOf(first.text), args: words.slice(at + 1) }
}

const WRAPS =
  /^(?:sudo|doas|env|nohup|time|timeout|nice|ionice|setsid|stdbuf|exec|command|builtin|xargs|busybox|then|do|else|&|\.)$/
