// A command that was written into one text: "npx -y x". Clients split it at spaces, and so do rules that judge it.

/** The words of such a text, quotes taken away. A path with spaces stays one word. */
export function splitWords(command: string): readonly string[] {
  const words = Array.from(command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) => unquote(word))
  if (words.length < 2 || isOnePath(command)) return [command]
  return words
}

const unquote = (word: string): string => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2')

/** `/Applications/My App/bin/x`, `C:\Program Files\nodejs\node.exe`: what follows the space goes on with the path. */
function isOnePath(command: string): boolean {
  const startsAsPath = /^(?:[/\\~.]|[A-Za-z]:[\\/])/.test(command)
  return startsAsPath && /^\S+\s+[^-/\\.~"'\s][^"'\s]*[/\\]/.test(command)
}
