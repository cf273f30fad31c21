// How commands reach the network: what they fetch, save, send and let in.
import { isSecretFile } from '../secret-file.ts'
import { isFetcher, isInterpreter, nameOf } from './programs.ts'
import type { Command, Pipeline, Word } from './script.ts'
import { started } from './started.ts'

/** An interpreter with a script of its own does not run what comes in: `| python3 report.py`. */
export function readsInput(program: string, args: readonly Word[]): boolean {
  if (program === 'iex' || program === 'invoke-expression') return true
  const texts = args.map(({ text }) => text)
  if (texts.some((text) => /^-{1,2}(?:s|stdin)$/.test(text))) return true
  if (texts.some((text) => /^-\w*[ce]$/.test(text))) return false
  const first = texts.find((text) => !/^-\w|^--\w/.test(text) && !/^\d?[<>]/.test(text))
  return first === undefined || first === '-' || first === '/dev/stdin'
}

/** One that writes what it fetches to a file has nothing for its pipe. */
export function fetches(program: string, args: readonly Word[]): boolean {
  if (!isFetcher(program)) return false
  const texts = args.map(({ text }) => text)
  if (program === 'curl' && texts.some((text) => /^(?:-[a-zA-Z]*I|--head)$/.test(text))) return false
  if (program === 'wget')
    return texts.some((text) => /^-\w*O-?$|^--output-document(?:=-)?$/.test(text)) && !texts.includes('--spider')
  const saves = texts.findIndex((text) => /^-(?:[a-z]*o|-output|outfile)$/i.test(text))
  return saves < 0 || texts[saves + 1] === '-'
}

export const decodes = (program: string, args: readonly Word[]): boolean =>
  (/^(?:base64|base32|openssl|uudecode|gbase64)$/.test(program) &&
    args.some(({ text }) => /^-\w*[dD]\w*$|^--decode$/.test(text))) ||
  (program === 'xxd' && args.some(({ text }) => /^-\w*r/.test(text))) ||
  /^(?:rev|rot13)$/.test(program)

export const sends = (program: string, args: readonly Word[]): boolean =>
  /^(?:nc|ncat|netcat|socat|telnet|mail|mailx|sendmail)$/.test(program) ||
  (isFetcher(program) &&
    args.some(
      ({ text }) =>
        /^(?:-[a-zA-Z]*[dFT]|--data\S*|--form\S*|--upload-file\S*|--post-\w+\S*|-body|-infile)$/i.test(text) ||
        /^@-|=@-/.test(text),
    ))

export const readsSecret = ({ words }: Command): boolean =>
  words.some(({ text }) => isSecretFile(text)) || /^(?:printenv|env)$/.test(nameOf(words[0]?.text ?? ''))

/** `$(whoami).host.example`, `https://host.example/?a=$(whoami)`: whoever serves that domain is told. */
export const isMadeName = ({ text, runs }: Word): boolean =>
  runs.length > 0 && (/\$\(.*\)\.\w/s.test(text) || /^https?:\/\/[^/$]{1,253}[/?].*\$\(/s.test(text))

export const runsFetch = (runs: readonly Pipeline[]): boolean =>
  runs.some((one) => one.some((command) => fetches(started(command).program, started(command).args)))

/** Files that a download was written to, to be run later in the same line. */
export function savedBy(command: Command): string[] {
  const { program, args } = started(command)
  if (!isFetcher(program)) return []
  const texts = args.map(({ text }) => text)
  const at = texts.findIndex((text) => /^-(?:[a-zA-Z]*[oO]|-output|-output-document|outfile)$/i.test(text))
  const named = at < 0 ? [] : [texts[at + 1] ?? '']
  return [...named, ...command.redirects.filter(({ sign }) => sign.includes('>')).map(({ to }) => to.text)].filter(
    (file) => file !== '' && file !== '-' && file !== '/dev/null',
  )
}

export function opensDoor(program: string, texts: readonly string[], line: string): boolean {
  if (/^(?:nc|ncat|netcat)$/.test(program)) return texts.some((text) => /^-\w*[ec]$|^--(?:exec|sh-exec)$/.test(text))
  if (program === 'socat') return /\bexec:|\bsystem:/i.test(line)
  if (isInterpreter(program))
    return (
      /socket/.test(line) &&
      /(?:connect|dup2|fileno|\/bin\/(?:ba|z)?sh)/.test(line) &&
      /(?:\/bin\/|cmd\.exe|powershell)/.test(line)
    )
  return program === 'mkfifo' && /backpipe/.test(line)
}
