// What a command line does that nobody wants done by a tool without being asked: whatever program does it.
import { isSecretFile, isStartFile } from '../secret-file.ts'
import { isFetcher, isInterpreter, nameOf } from './programs.ts'
import { scan } from './scan.ts'
import { everyPipeline, type Command, type Pipeline, type Word } from './script.ts'

export type Danger = 'runs-download' | 'destroys' | 'sends-secret' | 'opens-door' | 'reads-secret' | 'stays'

export type Found = { readonly danger: Danger; readonly why: string }

/** The gravest first. */
export function dangersOf(pipelines: readonly Pipeline[], depth = 0): Found[] {
  const found: Found[] = []
  const fetched: string[] = []
  for (const pipeline of everyPipeline(pipelines)) {
    found.push(...inPipeline(pipeline))
    for (const command of pipeline) {
      found.push(...inCommand(command, fetched))
      if (fetched.length < MOST_FILES) fetched.push(...savedBy(command))
      const script = depth < DEEPEST ? scriptOf(command) : null
      if (script !== null) found.push(...dangersOf(scan(script), depth + 1))
    }
  }
  return found.toSorted((a, b) => GRAVEST.indexOf(a.danger) - GRAVEST.indexOf(b.danger))
}

const DEEPEST = 3
const MOST_FILES = 16

/** `bash -c "…"`: what is in the quotes is run like a line of its own. */
function scriptOf(command: Command): string | null {
  const { program, args } = started(command)
  if (!/^(?:ash|ba|da|k|z)?sh$|^(?:pwsh|powershell|cmd|eval|su)$/.test(program)) return null
  if (program === 'eval') return args.map(({ text }) => text).join(' ')
  const flag = args.findIndex(({ text }) => /^-\w*c$|^-command$|^\/c$/i.test(text))
  return flag < 0 ? null : (args[flag + 1]?.text ?? null)
}

const GRAVEST: readonly Danger[] = ['destroys', 'opens-door', 'sends-secret', 'runs-download', 'stays', 'reads-secret']

/** The program that a command really starts: behind `sudo`, `env A=b`, `nohup`, `time`. */
function started(command: Command): { readonly program: string; readonly args: readonly Word[] } {
  let at = 0
  const { words } = command
  while (
    at < words.length &&
    (WRAPS.test(nameOf(words[at]!.text)) ||
      (at > 0 && /^-|^\w+=/.test(words[at]!.text)) ||
      /^\w+=/.test(words[at]!.text))
  )
    at += 1
  const first = words[at]
  return first === undefined
    ? { program: nameOf(words[0]?.text ?? ''), args: words.slice(1) }
    : { program: nameOf(first.text), args: words.slice(at + 1) }
}

const WRAPS =
  /^(?:sudo|doas|env|nohup|time|timeout|nice|ionice|setsid|stdbuf|exec|command|builtin|xargs|busybox|then|do|else|&|\.)$/

function* inPipeline(pipeline: Pipeline): Generator<Found> {
  const before = { fetches: false, decodes: false, reads: false }
  for (const command of pipeline) {
    const { program, args } = started(command)
    if (isInterpreter(program) && (before.fetches || before.decodes) && readsInput(program, args))
      yield { danger: 'runs-download', why: `hands what it ${before.fetches ? 'downloads' : 'decodes'} to ${program}` }
    if (before.reads && sends(program, args))
      yield { danger: 'sends-secret', why: `sends what it reads with ${program}` }
    before.fetches ||= fetches(program, args)
    before.decodes ||= decodes(program, args)
    before.reads ||= readsSecret(command)
  }
}

/** An interpreter with a script of its own does not run what comes in: `| python3 report.py`. */
function readsInput(program: string, args: readonly Word[]): boolean {
  if (program === 'iex' || program === 'invoke-expression') return true
  const texts = args.map(({ text }) => text)
  if (texts.some((text) => /^-{1,2}(?:s|stdin)$/.test(text))) return true
  if (texts.some((text) => /^-\w*[ce]$/.test(text))) return false
  const first = texts.find((text) => !/^-\w|^--\w/.test(text) && !/^\d?[<>]/.test(text))
  return first === undefined || first === '-' || first === '/dev/stdin'
}

/** One that writes what it fetches to a file has nothing for its pipe. */
function fetches(program: string, args: readonly Word[]): boolean {
  if (!isFetcher(program)) return false
  const texts = args.map(({ text }) => text)
  if (program === 'curl' && texts.some((text) => /^(?:-[a-zA-Z]*I|--head)$/.test(text))) return false
  if (program === 'wget')
    return texts.some((text) => /^-\w*O-?$|^--output-document(?:=-)?$/.test(text)) && !texts.includes('--spider')
  const saves = texts.findIndex((text) => /^-(?:[a-z]*o|-output|outfile)$/i.test(text))
  return saves < 0 || texts[saves + 1] === '-'
}

const decodes = (program: string, args: readonly Word[]): boolean =>
  (/^(?:base64|base32|openssl|uudecode|gbase64)$/.test(program) &&
    args.some(({ text }) => /^-\w*[dD]\w*$|^--decode$/.test(text))) ||
  (program === 'xxd' && args.some(({ text }) => /^-\w*r/.test(text))) ||
  /^(?:rev|rot13)$/.test(program)

const sends = (program: string, args: readonly Word[]): boolean =>
  /^(?:nc|ncat|netcat|socat|telnet|mail|mailx|sendmail)$/.test(program) ||
  (isFetcher(program) &&
    args.some(
      ({ text }) =>
        /^(?:-[a-zA-Z]*[dFT]|--data\S*|--form\S*|--upload-file\S*|--post-\w+\S*|-body|-infile)$/i.test(text) ||
        /^@-|=@-/.test(text),
    ))

const readsSecret = ({ words }: Command): boolean =>
  words.some(({ text }) => isSecretFile(text)) || /^(?:printenv|env)$/.test(nameOf(words[0]?.text ?? ''))

function* inCommand(command: Command, fetched: readonly string[]): Generator<Found> {
  const { program, args } = started(command)
  const texts = args.map(({ text }) => text)
  const line = texts.join(' ')
  const destroyed = destroys(program, texts, line)
  if (destroyed !== null) yield { danger: 'destroys', why: destroyed }
  for (const { sign, to } of command.redirects) {
    if (!sign.includes('>')) continue
    if (DISK.test(to.text)) yield { danger: 'destroys', why: 'writes over a disk' }
    if (isStartFile(to.text)) yield { danger: 'stays', why: 'writes to a file that runs by itself or lets somebody in' }
    if (to.text.startsWith('/dev/tcp/') || to.text.startsWith('/dev/udp/'))
      yield { danger: 'opens-door', why: 'connects a shell to the network' }
  }
  if (/^(?:tee|cp|mv|install|ln)$/.test(program) && isStartFile(texts.at(-1) ?? ''))
    yield { danger: 'stays', why: 'writes to a file that runs by itself or lets somebody in' }
  if (opensDoor(program, texts, line)) yield { danger: 'opens-door', why: 'connects a shell to the network' }
  if (isInterpreter(program) && args.some(({ runs }) => runsFetch(runs)))
    yield { danger: 'runs-download', why: `runs what it downloads with ${program}` }
  if (/^(?:eval|source)$/.test(program) && args.some(({ runs }) => runsFetch(runs)))
    yield { danger: 'runs-download', why: 'runs what it downloads' }
  if (fetched.some((file) => nameOf(file) === program || (isInterpreter(program) && texts.includes(file))))
    yield { danger: 'runs-download', why: 'runs what it downloaded before' }
  if (
    sends(program, args) &&
    (texts.some((text) => isSecretFile(text.replace(/^@/, ''))) ||
      args.some(({ runs }) => runs.some((one) => one.some(readsSecret))))
  )
    yield { danger: 'sends-secret', why: `sends what it reads with ${program}` }
  else if (!/^(?:echo|printf|ls|test|\[|stat|grep|rg|find|chmod|man)$/.test(program) && texts.some(isSecretFile))
    yield { danger: 'reads-secret', why: 'names a file that holds secrets' }
  if (/^(?:dig|nslookup|host|drill|ping|curl|wget)$/.test(program) && args.some(isMadeName))
    yield { danger: 'sends-secret', why: 'asks for a name that a command makes' }
  if (isInterpreter(program))
    for (const text of texts)
      if (/\/dev\/(?:tcp|udp)\//.test(text)) yield { danger: 'opens-door', why: 'connects a shell to the network' }
}

/** `$(whoami).host.example`, `https://host.example/?a=$(whoami)`: whoever serves that domain is told. */
const isMadeName = ({ text, runs }: Word): boolean =>
  runs.length > 0 && (/\$\(.*\)\.\w/s.test(text) || /^https?:\/\/[^/$]{1,253}[/?].*\$\(/s.test(text))

const runsFetch = (runs: readonly Pipeline[]): boolean =>
  runs.some((one) => one.some((command) => fetches(started(command).program, started(command).args)))

/** Files that a download was written to, to be run later in the same line. */
function savedBy(command: Command): string[] {
  const { program, args } = started(command)
  if (!isFetcher(program)) return []
  const texts = args.map(({ text }) => text)
  const at = texts.findIndex((text) => /^-(?:[a-zA-Z]*[oO]|-output|-output-document|outfile)$/i.test(text))
  const named = at < 0 ? [] : [texts[at + 1] ?? '']
  return [...named, ...command.redirects.filter(({ sign }) => sign.includes('>')).map(({ to }) => to.text)].filter(
    (file) => file !== '' && file !== '-' && file !== '/dev/null',
  )
}

const DISK = /^(?:\/dev\/(?:sd[a-z]|hd[a-z]|nvme\d|vd[a-z]|xvd[a-z]|mmcblk\d|disk\d)|\\\\\.\\physicaldrive\d)/i
/** The whole of a system or of somebody's home. */
const EVERYTHING =
  /^(?:\/|\/\*|~|~\/|~\/\*|\$home\/?\*?|\/(?:etc|usr|var|bin|sbin|lib|boot|home|root)\/?\*?|[a-z]:[\\/]?\*?|\*)$/i

function destroys(program: string, texts: readonly string[], line: string): string | null {
  if (program === 'rm' && texts.includes('--no-preserve-root')) return 'deletes a whole system'
  const deletesTree =
    (program === 'rm' && /(?:^| )-\w*[rR]/.test(line)) ||
    (program === 'remove-item' && /-recurse/i.test(line)) ||
    (/^(?:rd|rmdir|del|erase)$/.test(program) && /(?:^| )\/s\b/i.test(line) && /\/q\b/i.test(line))
  if (deletesTree && texts.some((text) => EVERYTHING.test(text) && text !== '*'))
    return 'deletes a whole system or home'
  if (/^(?:mkfs(?:\..*)?|mke2fs|wipefs|shred|blkdiscard)$/.test(program) && texts.some((text) => DISK.test(text)))
    return 'writes over a disk'
  if (program === 'dd' && texts.some((text) => text.startsWith('of=') && DISK.test(text.slice(3))))
    return 'writes over a disk'
  if (program === 'tee' && texts.some((text) => DISK.test(text))) return 'writes over a disk'
  if (program === 'format' && /^[a-z]:/i.test(texts[0] ?? '')) return 'writes over a disk'
  if (
    /^(?:chmod|chown)$/.test(program) &&
    /(?:^| )-\w*R/.test(line) &&
    texts.some((text) => EVERYTHING.test(text) && text !== '*')
  )
    return 'changes who may do what in a whole system'
  if (program === 'kill' && /(?:^| )-1$/.test(line) && texts.length > 1) return 'ends every process'
  return null
}

function opensDoor(program: string, texts: readonly string[], line: string): boolean {
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

/** A function that calls itself twice, in whatever spelling of its name. */
export const isForkBomb = (text: string): boolean => BOMB.test(text.replace(/'[^']*'|"[^"]*"/g, ''))
const BOMB = /([\w:.]{1,16})\s{0,4}\(\)\s{0,4}\{\s{0,4}\1\s{0,4}\|\s{0,4}\1\s{0,4}&?\s{0,4}\}\s{0,4};\s{0,4}\1/
