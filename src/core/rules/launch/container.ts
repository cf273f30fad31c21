// What a container command opens: its options with their values, in both spellings.
import type { Command } from './command.ts'

export type ContainerOption = { readonly name: string; readonly value: string }

const ENGINES = new Set(['docker', 'podman', 'nerdctl'])
const SHORT: Readonly<Record<string, string>> = { '-v': '--volume' }

/** The options of `docker run` and its kin, with the next word as value where none is joined. */
export function* optionsOf({ program, words }: Command): Generator<ContainerOption> {
  if (!ENGINES.has(program)) return
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
