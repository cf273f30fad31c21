// What strace wrote down, read strictly: a line that is not understood is counted, never guessed at. Every string in it is a stranger's.

export type Traced = { readonly pid: number; /** Seconds since 1970. */ readonly at: number } & (
  | { readonly kind: 'open'; readonly path: string; readonly writes: boolean; readonly isFolder: boolean }
  | { readonly kind: 'change' | 'remove' | 'move' | 'list'; readonly path: string }
  | { readonly kind: 'exec'; readonly argv: readonly string[] }
  | { readonly kind: 'connect'; readonly address: string; readonly port: number }
  | { readonly kind: 'send'; readonly address: string | null; readonly port: number | null; readonly data: string }
)

export type Trace = { readonly calls: readonly Traced[]; readonly unread: number }

const LINE = /^(\d+) +(\d+\.\d+) (.*)$/
const CALL = /^([a-z_0-9]+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)(?:<([^>]*)>)?(?:\(deleted\))?(?: .*)?$/s
const UNFINISHED = / <unfinished \.\.\.>$/
const RESUMED = /^<\.\.\. ([a-z_0-9]+) resumed>(.*)$/s

export function readTrace(text: string): Trace {
  const halves = new Map<number, string>()
  const calls: Traced[] = []
  let unread = 0
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, pidText, atText, said] = LINE.exec(line) ?? []
    if (said === undefined) {
      unread += 1
      continue
    }
    const pid = Number(pidText)
    if (said.startsWith('+++') || said.startsWith('---') || said === '???') continue
    if (UNFINISHED.test(said)) {
      halves.set(pid, said.replace(UNFINISHED, ''))
      continue
    }
    const [, , rest] = RESUMED.exec(said) ?? []
    const whole = rest === undefined ? said : `${halves.get(pid) ?? ''}${rest}`
    if (rest !== undefined) halves.delete(pid)
    const read = readCall(whole)
    if (read === 'unread') unread += 1
    else for (const call of read) calls.push({ pid, at: Number(atText), ...call })
  }
  return { calls, unread }
}

type Call = Traced extends infer One ? (One extends Traced ? Omit<One, 'pid' | 'at'> : never) : never

/** Calls that failed did nothing, but a connection that waits is one: it is told by EINPROGRESS. */
function readCall(said: string): readonly Call[] | 'unread' {
  const [, name, words, answer, place] = CALL.exec(said) ?? []
  if (name === undefined) return /^[a-z_0-9]+\(/.test(said) ? [] : 'unread'
  const failed = answer!.startsWith('-')
  const args = parts(words!)
  if (name === 'connect')
    return failed && !/EINPROGRESS/.test(said) && !REFUSED.test(said) ? [] : connected(args[1] ?? '')
  if (failed || answer === '?') return []
  switch (name) {
    case 'open':
    case 'openat':
    case 'openat2':
    case 'creat': {
      const flags = name === 'creat' ? 'O_WRONLY' : args.slice(1).join(',')
      const path = place ?? pathOf(args[0], args[1])
      return [{ kind: 'open', path, writes: /O_WRONLY|O_RDWR/.test(flags), isFolder: /O_DIRECTORY/.test(flags) }]
    }
    case 'getdents64':
      return listed(args[0] ?? '')
    case 'rename':
      return moved([undefined, args[0]], [undefined, args[1]])
    case 'renameat':
    case 'renameat2':
      return moved([args[0], args[1]], [args[2], args[3]])
    case 'link':
      return [opened(undefined, args[0]), change(undefined, args[1])]
    case 'linkat':
      return [opened(args[0], args[1]), change(args[2], args[3])]
    case 'symlink':
      return [change(undefined, args[1])]
    case 'symlinkat':
      return [change(args[1], args[2])]
    case 'unlink':
    case 'rmdir':
      return [remove(undefined, args[0])]
    case 'unlinkat':
      return [remove(args[0], args[1])]
    case 'mkdir':
    case 'chmod':
    case 'truncate':
      return [change(undefined, args[0])]
    case 'mkdirat':
    case 'fchmodat':
      return [change(args[0], args[1])]
    case 'execve':
      return started([undefined, args[0]], args[1])
    case 'execveat':
      return started([args[0], args[1]], args[2])
    case 'sendto':
    case 'sendmsg':
    case 'sendmmsg': {
      const to = connected(said)[0]
      const at = to?.kind === 'connect' ? to : null
      return [
        {
          kind: 'send',
          address: at?.address ?? null,
          port: at?.port ?? null,
          data: strings(words!.replace(ADDRESS, '')).join(''),
        },
      ]
    }
    default:
      return []
  }
}

const remove = (folder: string | undefined, name: string | undefined): Call => ({
  kind: 'remove',
  path: pathOf(folder, name),
})
const change = (folder: string | undefined, name: string | undefined): Call => ({
  kind: 'change',
  path: pathOf(folder, name),
})
/** Three deeds: what lay there is gone, something lies elsewhere, and both are the same. */
const moved = (from: Place, to: Place): readonly Call[] => [
  { kind: 'move', path: pathOf(...from) },
  remove(...from),
  change(...to),
]
/** By its path: the first word is for whoever starts it to choose. */
const started = (program: Place, words = ''): readonly Call[] => [
  { kind: 'exec', argv: [pathOf(...program), ...strings(words).slice(1)] },
]
type Place = readonly [folder: string | undefined, name: string | undefined]
const opened = (folder: string | undefined, name: string | undefined): Call => ({
  kind: 'open',
  path: pathOf(folder, name),
  writes: false,
  isFolder: false,
})
/** Of whom it is for: no part of what is said. */
const ADDRESS = /inet_(?:addr|pton)\([^)]*\)/g
const REFUSED = /ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT/

function listed(descriptor: string): readonly Call[] {
  const [, path] = /^\d+<(\/.*)>$/s.exec(descriptor) ?? []
  return path === undefined ? [] : [{ kind: 'list', path }]
}

function connected(address: string): readonly Call[] {
  const [, port] = /sin6?_port=htons\((\d+)\)/.exec(address) ?? []
  const [, four] = /inet_addr\("([\d.]+)"\)/.exec(address) ?? []
  const [, six] = /inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)"/.exec(address) ?? []
  const found = four ?? six
  return found === undefined || port === undefined ? [] : [{ kind: 'connect', address: found, port: Number(port) }]
}

/** `AT_FDCWD</home/mcp>` or `3</somewhere>`, and a name below it. Without a folder, a name counts from the home. */
function pathOf(folder: string | undefined, name: string | undefined): string {
  const [said = ''] = strings(name ?? '')
  if (said.startsWith('/')) return normal(said)
  const [, base = ''] = /<(\/[^>]*)>/.exec(folder ?? '') ?? []
  return normal(`${base}/${said}`)
}

function normal(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return `/${steps.join('/')}`
}

/** The words between the commas of the outermost level. */
function parts(words: string): string[] {
  const found: string[] = []
  let level = 0
  let start = 0
  for (let at = 0; at < words.length; at += 1) {
    const char = words[at]!
    if (char === '"') at = endOfString(words, at)
    else if ('([{'.includes(char)) level += 1
    else if (')]}'.includes(char)) level -= 1
    else if (char === ',' && level === 0) {
      found.push(words.slice(start, at).trim())
      start = at + 1
    }
  }
  return [...found, words.slice(start).trim()]
}

function endOfString(words: string, start: number): number {
  let at = start + 1
  while (at < words.length && words[at] !== '"') at += words[at] === '\\' ? 2 : 1
  return at
}

/** Every string in there, as bytes in Latin-1. */
function strings(words: string): string[] {
  const found: string[] = []
  for (let at = words.indexOf('"'); at !== -1; at = words.indexOf('"', at + 1)) {
    const end = endOfString(words, at)
    found.push(plain(words.slice(at + 1, end)))
    at = end
  }
  return found
}

const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f', '"': '"', '\\': '\\' }

const plain = (said: string): string =>
  said.replace(/\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gs, (_, hex?: string, octal?: string, char?: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16))
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 255)
    return SHORT[char!] ?? char!
  })
