// Every command that a launch may start. Wrappers (env, sudo, xargs, npx, docker …) are not listed one by one: any word that
// names a program we know may begin a command, wherever it stands, so that no wrapper hides what it starts.
import { bound } from '../../model/bounds.ts'
import type { LaunchEntry } from '../../model/launch.ts'
import { isEngine, startedIn } from './container.ts'
import { INTERPRETERS } from './interpreter.ts'
import { cut } from './words.ts'

export type Command = {
  /** The plain name of the program: `/usr/bin/python3.12` and `Python.EXE` are `python`. */
  readonly program: string
  /** The program as written, then its arguments. */
  readonly words: readonly string[]
  /** The place of the first word, or of the script that it was cut from. */
  readonly at: string
  /** The script that the words were cut from, or null for words of the launch itself. */
  readonly script: string | null
}

const SHELLS = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'ash',
  'ksh',
  'mksh',
  'rbash',
  'rksh',
  'rzsh',
  'yash',
  'lksh',
  'oksh',
  'pdksh',
  'hush',
  'fish',
  'csh',
  'tcsh',
  'cmd',
  'powershell',
  'pwsh',
  'nu',
  'xonsh',
  'elvish',
])
const RUNNERS = new Set([
  'npx',
  'npm',
  'pnpm',
  'pnpx',
  'yarn',
  'bunx',
  'bun',
  'uvx',
  'uv',
  'pipx',
  'pip',
  'docker',
  'podman',
  'nerdctl',
  'deno',
  'go',
  'cargo',
  'dnx',
])
const OTHERS = new Set([
  'curl',
  'wget',
  'sudo',
  'doas',
  'pkexec',
  'su',
  'runuser',
  'env',
  'xargs',
  'find',
  'awk',
  'gawk',
  'mawk',
  'ssh',
  'tar',
  'vim',
  'gdb',
  'nc',
  'ncat',
  'socat',
  'script',
  'flock',
  'watch',
  'parallel',
  'eval',
  'exec',
  'source',
  'iex',
  'iwr',
  'irm',
  'invoke-expression',
  'invoke-webrequest',
  'invoke-restmethod',
  'certutil',
  'mshta',
  'rundll32',
  'regsvr32',
  'wscript',
  'cscript',
  'msiexec',
  'bitsadmin',
  'fetch',
  'aria2c',
])
const NESTING = 6

export const isShell = (program: string): boolean => SHELLS.has(program)
const isKnown = (program: string): boolean =>
  SHELLS.has(program) || RUNNERS.has(program) || OTHERS.has(program) || INTERPRETERS.has(program)

function programOf(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1).toLowerCase()
  const whole = name.replace(/\.(?:exe|cmd|bat|com)$/, '')
  // `rundll32` is a name; `python3.13t`, `python3-dbg` and the `node@22` of npx are a name with a version.
  if (isKnown(whole)) return whole
  const isScoped = /^@[^/\\]+\/[^/\\]+$/.test(word)
  const plain = (isScoped ? whole : whole.replace(/(?<=.)@[^@]*$/, '')).replace(VERSION, '')
  return ALSO[plain] ?? plain
}
const VERSION = /-?\d+(?:\.\d+){0,3}(?:t|d|-dbg)?$/
const PYTHON = 'python'
const ALSO: Readonly<Record<string, string>> = {
  nodejs: 'node',
  pypy: PYTHON,
  pythonw: PYTHON,
  py: PYTHON,
  ipython: PYTHON,
  jython: PYTHON,
  graalpy: PYTHON,
  micropython: PYTHON,
  bpython: PYTHON,
  gsed: 'sed',
  nvim: 'vim',
  gvim: 'vim',
  vimdiff: 'vim',
  'php-cgi': 'php',
}

/** The outermost command first, then every word that may begin another one. Throws where there are too many to look at. */
export function commandsOf({ argv }: Pick<LaunchEntry, 'argv'>): Command[] {
  const found: Command[] = []
  const add = (words: readonly string[], placeOf: (index: number) => string, script: string | null, depth: number) => {
    for (const [index, word] of words.entries()) {
      const program = programOf(word)
      const at = placeOf(index)
      if ((index === 0 && (depth === 0 || script !== null)) || isKnown(program)) {
        found.push({ program, words: words.slice(index), at, script })
      }
      const inside = isEngine(program) && depth < NESTING ? startedIn(words.slice(index)) : null
      if (inside !== null) add(inside, () => at, script, depth + 1)
      if (found.length > bound('launch-commands')) throw new RangeError('too many commands in one launch')
      if (depth < NESTING && isScript(word)) {
        for (const inner of cut(valueOf(word)).commands) add(inner, () => at, word, depth + 1)
      }
    }
  }
  if (argv.length > bound('launch-commands')) throw new RangeError('too many words in one launch')
  add(argv, (index) => `argv[${index}]`, null, 0)
  return found
}

/** A word with white space may be a script, as in `sh -c "…"` and `--stdio "npx …"`; its first words tell. */
function isScript(word: string): boolean {
  if (!/\s/.test(word.trim())) return false
  return cut(valueOf(word)).commands.some((words) => words.some((inner) => isKnown(programOf(inner))))
}

const valueOf = (word: string): string => /^--?[a-z][\w-]*=(?<value>[^]*)$/i.exec(word)?.groups?.['value'] ?? word
