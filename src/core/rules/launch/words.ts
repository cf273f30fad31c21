// A command line as a shell would cut it. Only for looking: nothing that is cut here is ever executed.

/** Words of the simple commands in a script; `piped` says that the script joins commands or substitutes their output. */
export type Script = { readonly commands: readonly (readonly string[])[]; readonly joined: boolean }

const OPERATORS = new Set([';', '|', '&', '(', ')', '{', '}', '<', '>', '`'])

/** Quotes and backslashes are removed; operators, substitutions and new lines end a command. Linear, never throws. */
export function cut(script: string): Script {
  const commands: string[][] = [[]]
  let word: string | null = null
  let quote = ''
  const outer: string[] = []
  let joined = false
  const endWord = (): void => {
    if (word !== null) commands.at(-1)!.push(word)
    word = null
  }
  for (let at = 0; at < script.length; at++) {
    const char = script[at]!
    if (quote === "'" ? char !== "'" : quote === '"' && !'"\\$`'.includes(char)) {
      word = (word ?? '') + char
    } else if (char === quote) quote = ''
    else if (char === '\\') word = (word ?? '') + (script[++at] ?? '')
    else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === '$' && script[at + 1] !== '(') word = (word ?? '') + char
    else if (OPERATORS.has(char) || char === '\n' || char === '$') {
      endWord()
      joined ||= char !== '{' && char !== '}'
      commands.push([])
      // A substitution inside quotes is a script of its own; behind it the quotes go on.
      if (char === '$') {
        outer.push(quote)
        quote = ''
        at += 1
      } else if (char === ')') quote = outer.pop() ?? ''
    } else if (/\s/.test(char)) endWord()
    else word = (word ?? '') + char
  }
  endWord()
  return { commands: commands.filter((words) => words.length > 0), joined }
}
