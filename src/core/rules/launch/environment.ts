// Variables by name and value, whether they stand in the environment of an entry or in its words (`env A=b`, `docker -e A=b`).
import type { LaunchEntry } from '../../model/launch.ts'
import { cut } from './words.ts'

export type Variable = { readonly where: string; readonly name: string; readonly value: string }

/** Switches of Python that load nothing and lead nowhere. */
export const HARMLESS =
  /^(?:PYTHON(?:UNBUFFERED|IOENCODING|UTF8|DONTWRITEBYTECODE|HASHSEED|FAULTHANDLER|NOUSERSITE|SAFEPATH)|PYTHON)$/i

export function* variablesOf({ env, argv }: LaunchEntry): Generator<Variable> {
  for (const [name, value] of Object.entries(env)) yield { where: `env.${name}`, name, value }
  for (const [index, word] of argv.entries()) {
    const words = /\s/.test(word) ? cut(word).commands.flat() : [word]
    for (const inner of words) {
      const [, name, value] = /^(?:-e|--env=)?([A-Za-z_][A-Za-z0-9_]{1,60})=(.*)$/s.exec(inner) ?? []
      if (name !== undefined && value !== undefined) yield { where: `argv[${index}]`, name, value }
    }
  }
}
