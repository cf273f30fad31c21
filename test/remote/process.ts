// Remote servers for tests, each a process of its own: the command line is run synchronously, and they have to answer meanwhile.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NODE } from '../real/home.ts'
import type { Asked } from './sdk-server.ts'

export type RemoteServer = {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Every request that it got, in order. */
  readonly asked: () => readonly Asked[]
  readonly signal: (name: NodeJS.Signals) => void
  readonly stop: () => Promise<void>
}

const SERVERS = join(import.meta.dirname, '../servers')

/** `module` lies below test/servers, and `name` makes a server of it. It answers nobody without `key`, where there is one. */
export async function startRemote(
  module: string,
  name: string,
  era?: 'legacy' | 'modern',
  port = 0,
  key?: string,
): Promise<RemoteServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-remote-'))
  const log = join(folder, 'asked')
  const words = [join(SERVERS, module), name, log, String(port), ...(era === undefined ? [] : [era])]
  const child = spawn(NODE, [join(import.meta.dirname, 'run-sdk-server.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(key !== undefined && { REQUIRED_KEY: key }) },
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await Promise.race([
    new Promise<string>((resolve) =>
      child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim())),
    ),
    gone.then(() => Promise.reject(new Error('the server did not start'))),
  ])
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid!,
    asked: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Asked)
        : [],
    signal: (name) => void child.kill(name),
    stop: async () => {
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
