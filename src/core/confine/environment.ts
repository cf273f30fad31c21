// The variables of a confined process: an allow-list, and names that could turn our own start script against us are refused.
import { filledIn, secretsNamedIn } from '../model/secret-word.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import type { Plan } from './plan.ts'

/** Variables travel under neutral names until the self-test is over, so that none of them can steer it. */
export const CARRIER = 'SALLYPORT_CARRY_'
/** The same for words of the command, by their numbers. */
export const WORD = 'SALLYPORT_WORD_'

/** Ours to set, or with a meaning of their own to the shell that hands over to the server. */
const RESERVED = new Set(
  (
    'PATH HOME PWD OLDPWD SHLVL _ IFS UID EUID PPID GROUPS SHELLOPTS BASHOPTS BASHPID BASH_VERSINFO BASH_ARGV0 RANDOM SRANDOM ' +
    'SECONDS LINENO EPOCHSECONDS EPOCHREALTIME FUNCNAME DIRSTACK PIPESTATUS OPTIND OPTARG OPTERR POSIXLY_CORRECT'
  ).split(' '),
)

/** Why these variables cannot be handed over, or null. Values are never shown. */
export function envRefusal(env: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(env)) {
    const shown = `--env ${quote(untrusted(name))}`
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)) return `${shown} is no name of a variable`
    if (RESERVED.has(name)) return `${shown} is set by Sallyport or the shell and cannot be chosen`
    if (name.startsWith('SALLYPORT_') || name.startsWith('_sp_')) return `${shown} is reserved`
    if (value.includes('\0')) return `${shown} holds a NUL, which no environment can carry`
  }
  return null
}

/** All that must not stand on a command line: the variables, and the words that hold a secret. */
export const carried = ({ env, argv }: Pick<Plan, 'env' | 'argv'>): string[] => [
  ...Object.entries(env).flatMap(([name, value], i) => ['--setenv', `${CARRIER}${i}`, `${name}=${value}`]),
  ...carriedWords({ env, argv }).flatMap((at) => ['--setenv', `${WORD}${at}`, filledIn(argv[at]!, env)]),
]

/** Which words of the command are put in place by the start script, by their numbers. */
export const carriedWords = ({ env, argv }: Pick<Plan, 'env' | 'argv'>): readonly number[] =>
  argv.flatMap((word, at) => (secretsNamedIn([word]).some((name) => Object.hasOwn(env, name)) ? [at] : []))
