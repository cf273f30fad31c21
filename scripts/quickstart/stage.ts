// The scratch folder of the quickstart: a state folder of its own, things to protect, and ways to start servers.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { discard } from '../../src/io/source/entry.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const BIN = here('../../bin/sallyport.js')
const NODE = realpathSync(process.execPath)

export type Stage = {
  readonly folder: string
  readonly notes: string
  readonly secret: string
  readonly guest: string
  readonly port: number
  readonly visits: () => number
  /** Runs a command of ours, prints it and what it says, and fails when its exit code is another than expected. */
  readonly command: (expected: number, ...words: string[]) => string
  readonly connect: (command: string, ...args: string[]) => Promise<Connected>
  readonly through: (name: string) => Promise<Connected>
  readonly end: () => Promise<void>
}

export type Connected = {
  readonly tools: () => Promise<readonly string[]>
  /** The text of the answer, or of the error. */
  readonly call: (name: string, args: Record<string, unknown>) => Promise<string>
  readonly close: () => Promise<void>
}

export async function setStage(print: (text: string) => void): Promise<Stage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-quickstart-')))
  chmodSync(folder, 0o755)
  const [notes, home, guestFolder] = ['notes', 'state', 'guest'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(notes)
  chmodSync(notes, 0o777)
  mkdirSync(home, { mode: 0o700 })
  mkdirSync(guestFolder)
  const secret = join(folder, 'secret.txt')
  writeFileSync(join(notes, 'today.txt'), 'Water the plants.\n')
  writeFileSync(secret, 'This is what nobody should read.\n', { mode: 0o644 })
  writeFileSync(join(home, 'config.yaml'), '# A state folder of its own: nobody is asked here.\nyes: allow\n', {
    mode: 0o600,
  })
  copyFileSync(here('./guest.mjs'), join(guestFolder, 'guest.mjs'))
  writeFileSync(join(guestFolder, 'package.json'), '{ "name": "guest", "version": "1.0.0", "bin": "guest.mjs" }\n')
  const env = { ...(process.env as Record<string, string>), SALLYPORT_HOME: home }
  let visits = 0
  const listener = createServer((socket) => {
    visits += 1
    socket.end('hello')
  })
  const port = await new Promise<number>((resolve) => {
    listener.listen(0, '127.0.0.1', () => resolve((listener.address() as { port: number }).port))
  })
  return {
    folder,
    notes,
    secret,
    guest: guestFolder,
    port,
    visits: () => visits,
    command: (expected, ...words) => run(expected, words, env, folder, print),
    connect: (command, ...args) => connect(command, args, env),
    through: (name) => connect(NODE, [BIN, 'run', name], env),
    end: () => {
      listener.close()
      return discard(folder)
    },
  }
}

function run(
  expected: number,
  words: string[],
  env: Record<string, string>,
  cwd: string,
  print: (text: string) => void,
): string {
  print(`\n$ sallyport ${words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}`)
  const { status, stdout } = spawnSync(NODE, [BIN, ...words], {
    env,
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  print(stdout.trimEnd())
  if (status !== expected) throw new Error(`exit code ${status} where ${expected} was expected`)
  return stdout
}

async function connect(command: string, args: string[], env: Record<string, string>): Promise<Connected> {
  const client = new Client({ name: 'quickstart', version: '1.0.0' })
  await client.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }))
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, given) => {
      try {
        const { content } = await client.callTool({ name, arguments: given })
        return (content as { text?: string }[]).map(({ text }) => text ?? '').join('')
      } catch (cause) {
        return (cause as Error).message
      }
    },
    close: () => client.close(),
  }
}
