// What a page tells a person to type must be there: the command, and each option that it is given.
import type { Command } from '../../src/cli/command.ts'

/** Known to every command. */
const ALWAYS = ['--help', '--version']

/** The first line of a file of ours: its form and the version of that. */
const HEAD = /^\w+ \d+$/

/** Lines of examples, and code spans, without the program's own name and without the words of a server behind `--`. */
export const commandsNamedIn = (text: string): readonly string[] =>
  [...text.matchAll(/^(?:\$ )?sallyport (.+)$/gm), ...text.matchAll(/`sallyport ([^`\n]+)`/g)]
    .map(([, words]) => words!.split(/ (?:--|#|\|) /)[0]!)
    .filter((line) => !HEAD.test(line))

/** What of such a line the table does not know. */
export function unknownIn(line: string, commands: readonly Command[]): readonly string[] {
  const options = [...line.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option)
  const [name = ''] = line.split(/[\s…]/)
  const command = commands.find((one) => one.name === name)
  if (command === undefined) return [...ALWAYS, 'help', 'COMMAND'].includes(name) ? [] : [name]
  const known = [...ALWAYS, ...command.options.map(({ flags }) => /--[a-z-]+/.exec(flags)![0])]
  return options.filter((option) => !known.includes(option)).map((option) => `${name} ${option}`)
}
