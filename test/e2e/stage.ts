// A scratch home in which the built program runs as its user would run it, with nothing of this machine's environment.
import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { discard } from '../../src/io/source/entry.ts'
import { linesOf, type Output } from './script.ts'

const BIN = join(import.meta.dirname, '../../bin/sallyport.js')
/** A server of its own for every script, and beside it an empty folder to grant. */
const SERVER = join(import.meta.dirname, '../servers/told')
const NODE = realpathSync(process.execPath)
const TIMEOUT_MS = 120_000

export type Stage = { readonly home: string; readonly cwd: string }

export async function withStage(
  files: Readonly<Record<string, string>>,
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-e2e-')))
  try {
    const cwd = join(home, 'work')
    await mkdir(cwd)
    await cp(SERVER, join(home, 'told'), { recursive: true })
    await mkdir(join(home, 'data'))
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(home, path)), { recursive: true, mode: 0o700 })
      await writeFile(join(home, path), text)
    }
    // Open to all, because a root caller's servers run as another user.
    await chmod(join(home, 'data'), 0o777)
    await act({ home, cwd })
  } finally {
    // What is in the store may not be written, and so not removed, by its owner.
    await discard(home)
  }
}

/** Runs one command line without a shell. `{home}` in it is the scratch home; `NAME=value` words may come first. */
export function perform({ home, cwd }: Stage, command: string, stdin = ''): Promise<Output> {
  const words = wordsOf(command).map((word) => word.replaceAll('{home}', home))
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const given = words
    .slice(0, start)
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])
  const [program = '', ...rest] = words.slice(start)
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    SALLYPORT_HOME: join(home, 'sallyport'),
    ...Object.fromEntries(given),
  }
  const argv = program === 'sallyport' ? [process.execPath, BIN, ...rest] : [program, ...rest]
  return new Promise((resolve, reject) => {
    // A session of its own: whoever runs the tests on a terminal is asked nothing.
    const how = { cwd, env, detached: true, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' as const }
    const child = spawn(argv[0]!, argv.slice(1), how)
    const printed = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text))
    child.once('error', reject)
    child.once('close', (code) => {
      const shown = (text: string) => linesOf(text.replaceAll(home, '{home}').replaceAll(NODE, '{node}'))
      resolve({ stdout: shown(printed.stdout), stderr: shown(printed.stderr), exit: code ?? 128 })
    })
    // A command that exits without reading its input is no fault of the script.
    child.stdin.on('error', () => undefined).end(stdin)
  })
}

/** Words between spaces; quotes keep spaces inside a word. */
export const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => {
    return word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? '')
  })
