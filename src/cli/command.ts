// A command is data and one function. The parser, help, docs/cli.md and completions are all made from the table.
import type { World } from './world.ts'

/**
 * 0: clean or allowed. 1: findings or denied. 2: could not do the job, or could not look everywhere. 2 beats 1 beats 0. 3: what `vet` says in
 * place of 2 where it did its job and could not look everywhere.
 */
export type ExitCode = 0 | 1 | 2 | 3

export type Option = {
  /** As commander reads it: `--read <path>`, `--json`. */
  readonly flags: string
  readonly summary: string
  /** May be given more than once; the value is then a list. */
  readonly repeatable?: boolean
  readonly choices?: readonly string[]
  readonly default?: string
}

export type Args = {
  /** Positional arguments in order. Everything after `--` is in `rest`. Keys of `options` are camelCase: `--fail-on` is `failOn`. */
  readonly positional: readonly string[]
  readonly rest: readonly string[]
  /** Every word before `--` as it was typed, the name of the command first. */
  readonly typed: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}

export type Command = {
  readonly name: string
  /** Where it stands in the help of all; the table of commands says it. */
  readonly heading?: string
  readonly summary: string
  /** Positional arguments as shown in help: `NAME`, `[TARGET…]`. */
  readonly usage: string
  /** Smallest and largest number of positional arguments. */
  readonly arity: readonly [min: number, max: number]
  /** Whether words after `--` are accepted. */
  readonly takesRest?: boolean
  /** stdin and stdout carry JSON-RPC: nothing else is ever written there, and their errors are the command's own affair. */
  readonly ownsStdio?: boolean
  /** It serves others for as long as it runs, also when nobody reads its words any more. */
  readonly outlivesReader?: boolean
  readonly options: readonly Option[]
  readonly examples: readonly string[]
  readonly run: (args: Args, world: World) => Promise<ExitCode>
}

/** Whether an option stands on the command line; a repeatable one is a list. */
export const isGiven = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined)
