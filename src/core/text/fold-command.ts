// A command that is too long for a line, so that it still works where it is copied from: a shell goes on behind a backslash.

/** In lines of `room` characters at most; null where one word alone is longer. `indent` stands before each line but the first. */
export function foldCommand(command: string, room: number, indent: string): readonly string[] | null {
  const lines: string[] = []
  let line = ''
  for (const [word] of command.matchAll(WORDS)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length + GOES_ON.length <= room) {
      line = longer
      continue
    }
    lines.push(`${line}${GOES_ON}`)
    line = indent + word
    if (line.length + GOES_ON.length > room) return null
  }
  return [...lines, line]
}

const GOES_ON = ' \\'
/** As a shell parts them; what is quoted stays one word. */
const WORDS = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g
