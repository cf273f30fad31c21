// The parser of Bash: what it reads, as the pipelines that the rules know. https://github.com/webpro-nl/unbash
import type { CommandNode, ParsedScript, Redirection, SyntaxNode, Word as BashWord } from 'unbash'
import { bound } from '../../core/model/bounds.ts'
import type { ReadShell } from '../../core/rules/argument/engines.ts'
import type { Command, Pipeline, Word } from '../../core/rules/argument/shell/script.ts'
import { Unread } from '../../core/rules/unread.ts'
import { inTime } from './in-time.ts'

/** Takes some 10 ms and 2 MB. */
export async function loadShell(): Promise<ReadShell> {
  const { parse, forEachChild } = await import('unbash')
  const read = (script: string): readonly Pipeline[] | null => {
    try {
      const found = parse(script)
      return (found.errors?.length ?? 0) > 0 ? null : pipelinesOf(found, forEachChild, 0)
    } catch (cause) {
      if (cause instanceof TooDeep) return null
      throw new Unread('the parser of shells broke')
    }
  }
  return (script) => (script.length > bound('shell-parse-chars') ? null : inTime(() => read(script), 'shells'))
}

type EachChild = (node: SyntaxNode, callback: (child: SyntaxNode) => void) => void

class TooDeep extends Error {}

const DEEPEST = 64

/** Commands of loops, groups and functions stand beside the others. */
function pipelinesOf(script: ParsedScript | SyntaxNode, each: EachChild, depth: number): Pipeline[] {
  if (depth > DEEPEST) throw new TooDeep()
  const found: Pipeline[] = []
  each(script, (child) => {
    if (child.type === 'Pipeline') {
      const commands = child.commands.filter((command) => command.type === 'Command')
      if (commands.length > 0) found.push(commands.map((command) => commandOf(command, each, depth)))
      for (const command of child.commands)
        if (command.type !== 'Command') found.push(...pipelinesOf(command, each, depth + 1))
    } else if (child.type === 'Command') found.push([commandOf(child, each, depth)])
    else if (!LEAVES.has(child.type)) found.push(...pipelinesOf(child, each, depth + 1))
  })
  return found
}

/** What holds no commands but those in its substitutions, which are read with the words. */
const LEAVES: ReadonlySet<string> = new Set(['Word', 'Redirect', 'HereString', 'HereDoc', 'Assignment'])

function commandOf(command: Extract<CommandNode, { type: 'Command' }>, each: EachChild, depth: number): Command {
  const { name, prefix, suffix, redirects } = command
  const words: Word[] = []
  for (const part of [...prefix, ...(name === undefined ? [] : [name]), ...suffix]) {
    if (part.type === 'Word') words.push(wordOf(part, each, depth))
    if (part.type === 'Assignment') words.push({ text: part.text, runs: runsIn(part, each, depth) })
  }
  return { words, redirects: redirects.flatMap((redirect) => redirectOf(redirect, each, depth)) }
}

const wordOf = (word: BashWord, each: EachChild, depth: number): Word => ({
  text: word.value,
  runs: runsIn(word, each, depth),
})

function redirectOf(redirect: Redirection, each: EachChild, depth: number): Command['redirects'] {
  if (redirect.type === 'HereDoc' || redirect.target === undefined) return []
  return [{ sign: redirect.operator, to: wordOf(redirect.target, each, depth) }]
}

/** The scripts of every substitution in a word, however it is quoted. */
function runsIn(node: SyntaxNode, each: EachChild, depth: number): Pipeline[] {
  if (depth > DEEPEST) throw new TooDeep()
  const found: Pipeline[] = []
  each(node, (child) => {
    if (child.type === 'Script') found.push(...pipelinesOf(child, each, depth + 1))
    else found.push(...runsIn(child, each, depth + 1))
  })
  return found
}
