// From words to a command and its arguments. Strict: whatever is not in the table is refused with the nearest name.
import { Command as Parser, CommanderError, InvalidArgumentError, Option as ParserOption } from 'commander'
import { Failure } from '../core/model/failure.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { Args, Command, ExitCode, Option } from './command.ts'

export type Output = { readonly out: (text: string) => void; readonly err: (text: string) => void }
export type Parsed =
  | { readonly kind: 'run'; readonly command: Command; readonly args: Args }
  /** Help or the version was printed. */
  | { readonly kind: 'answered'; readonly exit: ExitCode }

/** Throws `usage-invalid` for every word that the table does not know. */
export function readWords(
  words: readonly string[],
  commands: readonly Command[],
  version: string,
  output: Output,
): Parsed {
  const { own, rest } = splitWords(meant(words, commands))
  let parsed: Parsed | null = null
  const program = programFor(commands, version, output, own, (command, positional, options) => {
    parsed = { kind: 'run', command, args: { positional, rest: restOf(command, rest), typed: own, options } }
  })
  try {
    program.parse(own, { from: 'user' })
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    if (cause.exitCode === 0) return { kind: 'answered', exit: 0 }
    if (cause.code === 'commander.help') return { kind: 'answered', exit: 2 }
    throw misused(plainly(cause.message), words[0], commands)
  }
  return parsed ?? { kind: 'answered', exit: 2 }
}

/** `version` is typed as often as `--version`, and `help` of an unknown command is that unknown command. */
function meant(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const [first, second] = words
  if (first === 'version' && second === undefined) return ['--version']
  const isUnknown = second !== undefined && !commands.some(({ name }) => name === second)
  return first === 'help' && isUnknown ? [second] : words
}

/** What is meant for us, and what stands after the first `--`. */
export function splitWords(words: readonly string[]): { own: readonly string[]; rest: readonly string[] | null } {
  const end = words.indexOf('--')
  return end < 0 ? { own: words, rest: null } : { own: words.slice(0, end), rest: words.slice(end + 1) }
}

/** The help of one command, for docs/cli.md. */
export function helpOf(command: Command): string {
  return parserOf(new Parser('sallyport'), command, [], () => undefined).helpInformation()
}

type Chosen = (command: Command, positional: readonly string[], options: Args['options']) => void

function programFor(
  commands: readonly Command[],
  version: string,
  output: Output,
  words: readonly string[],
  chosen: Chosen,
): Parser {
  const program = new Parser('sallyport')
    .description('Vets MCP servers before use, confines them while they run, and records what passes.')
    .usage('COMMAND [options]')
    .version(version, '--version', 'Print the version')
    .helpOption('-h, --help', 'Print this help')
    .helpCommand('help [COMMAND]', 'Print the help of a command')
    .configureHelp({ subcommandTerm: (parser) => `${parser.name()} ${usageOf(parser.name(), commands)}`.trim() })
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err, outputError: () => undefined })
    .addHelpText(
      'after',
      '\nBegin with `sallyport discover`, then `sallyport protect`.\nExit codes: 0 clean or allowed, 1 findings or denied, 2 could not do the job.',
    )
  for (const command of commands) parserOf(program, command, words, chosen)
  return program
}

function parserOf(program: Parser, command: Command, words: readonly string[], chosen: Chosen): Parser {
  const parser = program
    .command(command.name)
    .summary(command.summary)
    .description(command.summary)
    .usage(`${command.usage} [options]`.trim())
    .argument('[words...]')
    .helpOption('-h, --help', 'Print this help')
    .helpGroup(`${command.heading ?? 'Commands'}:`)
    .action((positional: string[], options: Args['options']) => {
      const [min, max] = command.arity
      if (positional.length < min || positional.length > max) {
        const wanted = min === max ? `${min}` : `${min} to ${max}`
        const noun = max === 1 ? 'argument' : 'arguments'
        throw new Failure('usage-invalid', `${command.name} takes ${wanted} ${noun}, not ${positional.length}`, {
          fix: `Type \`${`sallyport ${command.name} ${command.usage}`.trim()}\`, as \`sallyport ${command.name} --help\` explains.`,
        })
      }
      chosen(command, positional, options)
    })
  for (const option of command.options) parser.addOption(optionOf(option, words))
  if (command.examples.length > 0) {
    parser.addHelpText('after', `\nExamples:\n${command.examples.map((example) => `  $ ${example}`).join('\n')}`)
  }
  return parser
}

function optionOf(option: Option, words: readonly string[]): ParserOption {
  const parser = new ParserOption(option.flags, option.summary + choicesOf(option))
  if (option.default !== undefined) parser.default(option.default)
  if (!parser.required && !parser.optional) return parser
  let isGiven = false
  return parser.argParser((value: string, before: unknown) => {
    // A forgotten value would otherwise swallow the next option: `--reason --yes`.
    if (value.startsWith('--') && !words.includes(`${parser.long}=${value}`)) {
      throw new InvalidArgumentError('Its value is missing.')
    }
    if (option.choices !== undefined && !option.choices.includes(value)) {
      throw new InvalidArgumentError(`Allowed are ${option.choices.join(', ')}.`)
    }
    if (option.repeatable === true) return [...(Array.isArray(before) ? before : []), value]
    if (isGiven) throw new InvalidArgumentError('It may be given only once.')
    isGiven = true
    return value
  })
}

const usageOf = (name: string, commands: readonly Command[]): string =>
  commands.find((command) => command.name === name)?.usage ?? '[COMMAND]'

const choicesOf = ({ choices, repeatable }: Option): string =>
  (choices === undefined ? '' : ` (${choices.join(', ')})`) + (repeatable === true ? ' (repeatable)' : '')

function restOf(command: Command, rest: readonly string[] | null): readonly string[] {
  if (rest !== null && command.takesRest !== true) {
    throw misused(`${command.name} takes no words after --`, command.name, [command])
  }
  return rest ?? []
}

/** The parser's words without its prefix, and with the user's own words made visible: a client config may have written them. */
function plainly(message: string): string {
  const [, text = '', hint] = /^(?:error: )?([^]*?)(?:\n\(Did you mean (.*)\?\))?$/.exec(message) ?? []
  return reveal(text) + (hint === undefined ? '' : `; did you mean ${reveal(hint)}?`)
}

function misused(message: string, word: string | undefined, commands: readonly Command[]): Failure {
  const name = commands.find((command) => command.name === word)?.name
  return new Failure('usage-invalid', message, {
    fix: name === undefined ? 'Read `sallyport --help`.' : `Read \`sallyport ${name} --help\`.`,
  })
}
