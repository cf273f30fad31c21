// A home whose `run` is a door of the gateway process, and clients that talk through such doors.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { callLine, copyFolder, opening } from '../real/folder.ts'
import { BIN, type Home, makeHome, NODE, SCRATCH } from '../real/home.ts'

export const CONFIG = 'yes: allow\nrunIn: gateway\n'

export function gatewayHome(config = ''): Home {
  const home = makeHome(`${CONFIG}${config}`)
  const script = join(copyFolder(home, 'server'), 'server.mjs')
  for (const name of ['one', 'two']) {
    const words = ['--yes', ...SCRATCH, '--env', 'FOLDER_MODE', '--', 'node', script]
    const { status, stderr } = home.sallyport('approve', name, ...words)
    if (status !== 0) throw new Error(stderr)
  }
  return home
}

/** Gateways are no children of ours: one that a test leaves behind is found by its home, and ended by its number. */
export async function closeHome(home: Home): Promise<void> {
  for (const pid of gatewaysOf(home)) process.kill(pid, 'SIGKILL')
  await until(() => gatewaysOf(home).length === 0)
  await home.remove()
}

export async function until(holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(20)) if (await holds()) return true
  return holds()
}

export type Answer = {
  readonly id: unknown
  readonly result?: { readonly content?: readonly { readonly text: string }[] }
  readonly error?: { readonly message: string; readonly data?: { readonly code: string } }
}

export type Client = {
  readonly run: ChildProcess
  readonly write: (text: string) => void
  readonly answer: (id: number) => Promise<Answer>
  readonly call: (id: number, name: string, given?: object) => Promise<Answer>
  readonly said: () => string
  readonly exit: Promise<number | null>
}

/** A client of one server, opened. `by` starts it in place of this process, and so is another client. */
export function openClient(
  home: Home,
  name: string,
  env: Record<string, string> = {},
  by: readonly string[] = [],
): Client {
  const [command, ...words] = [...by, NODE, BIN, 'run', name]
  const child = spawn(command, words, { env: { ...home.env, ...env }, cwd: home.folder, stdio: 'pipe' })
  const answers = new Map<unknown, Answer>()
  const heard = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (heard.out + text).split('\n')
    heard.out = lines.pop()!
    for (const line of lines.filter((one) => one.startsWith('{'))) {
      const answer = JSON.parse(line) as Answer
      answers.set(answer.id, answer)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (heard.err += text))
  child.stdin.on('error', () => undefined)
  const answer = async (id: number): Promise<Answer> => {
    if (!(await until(() => answers.has(id)))) throw new Error(`no answer to ${id}: ${heard.err}`)
    return answers.get(id)!
  }
  const write = (text: string): void => void child.stdin.write(text)
  write(opening())
  return {
    run: child,
    write,
    answer,
    call: (id, tool, given) => {
      write(callLine(id, tool, given))
      return answer(id)
    },
    said: () => heard.err,
    exit: new Promise((resolve) => child.once('exit', resolve)),
  }
}

export const textOf = ({ result }: Answer): string | undefined => result?.content?.[0]?.text

/** Living processes whose command line is that of a gateway of this home. */
export const gatewaysOf = (home: Home): readonly number[] =>
  pidsWhere((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
    return words.at(-2) === 'gateway' && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(home.folder)
  })

/** Living processes whose command line holds the marker. */
export const marked = (marker: string): readonly number[] =>
  pidsWhere((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(marker))

function pidsWhere(holds: (pid: number) => boolean): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return holds(pid)
      } catch {
        return false
      }
    })
}
