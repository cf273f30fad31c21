// What a container command opens: its options with their values, in both spellings.
import type { Command } from './command.ts'

export type ContainerOption = { readonly name: string; readonly value: string }

const ENGINES = new Set(['docker', 'podman', 'nerdctl'])
export const isEngine = (program: string): boolean => ENGINES.has(program)
const SHORT: Readonly<Record<string, string>> = { '-v': '--volume' }

/** The options of `docker run` and its kin, with the next word as value where none is joined. */
export function* optionsOf({ program, words }: Command): Generator<ContainerOption> {
  if (!isEngine(program)) return
  for (const [index, word] of words.entries()) {
    const [, name = '', value] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(word) ?? /^(-v)(.+)?$/s.exec(word) ?? []
    if (name !== '') yield { name: SHORT[name] ?? name, value: value ?? words[index + 1] ?? '' }
  }
}

/** The host side of a mount, or an empty text. */
export function sourceOf({ name, value }: ContainerOption): string {
  if (name === '--volume') return /^([a-z]:[\\/][^:]*|[^:]*):/i.exec(value)?.[1] ?? ''
  if (name !== '--mount') return ''
  return /(?:^|,)(?:source|src)=([^,]*)/.exec(value)?.[1] ?? ''
}

const BOOLEAN =
  /^(?:-[itdqP]+|--(?:rm|interactive|tty|detach|privileged|init|read-only|no-healthcheck|oom-kill-disable|sig-proxy|publish-all|quiet|help|replace|no-hosts|tls-verify|disable-content-trust)|--[\w-]+=.*|-[a-zA-Z].+)$/s

/** Where the image of `docker run` and its kin stands among the words; -1 where none does. */
export function imageAt(words: readonly string[]): number {
  const run = words.findIndex((word) => word === 'run' || word === 'create')
  if (run < 0) return -1
  for (let index = run + 1; index < words.length; index++) {
    const word = words[index]!
    if (!word.startsWith('-')) return index
    if (!BOOLEAN.test(word)) index += 1
  }
  return -1
}

/** `--entrypoint PROGRAM … IMAGE WORD…` starts `PROGRAM WORD…`; podman also takes it as a list in JSON. Null without one. */
export function startedIn(words: readonly string[]): readonly string[] | null {
  const image = imageAt(words)
  const at = words.slice(0, Math.max(0, image)).findLastIndex((word) => /^--entrypoint(?:=|$)/.test(word))
  if (at < 0) return null
  const program = words[at] === '--entrypoint' ? words[at + 1]! : words[at]!.slice('--entrypoint='.length)
  return [...listed(program), ...words.slice(image + 1)]
}

function listed(program: string): readonly string[] {
  if (!program.startsWith('[')) return [program]
  try {
    const words: unknown = JSON.parse(program)
    return Array.isArray(words) ? words.map(String) : [program]
  } catch {
    return [program]
  }
}
