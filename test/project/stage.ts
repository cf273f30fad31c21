// A repository with two states, a key that approves, and the command asked about it as a machine of a CI would ask.
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { COMMANDS } from '../../src/cli/commands/index.ts'
import { printFailure } from '../../src/cli/print.ts'
import { worldOf } from '../../src/cli/process.ts'
import { readWords } from '../../src/cli/program.ts'
import { printLockfile, signedBytes } from '../../src/core/lock/lockfile.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { Lockfile, Pin } from '../../src/core/model/pin.ts'
import { discard } from '../../src/io/source/entry.ts'
import { sha256 } from '../../src/io/file/sha256.ts'
import { pin as sample } from '../samples/lock.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'bin/sallyport.js')

export type Approver = { readonly id: string; readonly key: string; readonly pem: string; readonly secret: KeyObject }

export function newApprover(): Approver {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  return { id: sha256(raw).slice(0, 16), key: raw.toString('base64'), pem, secret: privateKey }
}

export const FAR = '2099-01-01T00:00:00.000Z'
export const pinOf = (argv: readonly string[], parts: Partial<Pin> = {}): Pin => ({
  ...sample,
  argv,
  expiresAt: FAR,
  ...parts,
})

export function lockText(pins: Readonly<Record<string, Pin>>, by: Approver, parts: Partial<Lockfile> = {}): string {
  const lock: Lockfile = { lockfileVersion: 1, serial: 1, pins, quarantined: {}, ...parts }
  const value = sign(null, signedBytes(lock), by.secret).toString('base64')
  return printLockfile(lock, { key: by.id, value })
}

export type Stage = ReturnType<typeof makeStage>

export function makeStage() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-project-')))
  const project = join(folder, 'checkout')
  const home = join(folder, 'home')
  mkdirSync(project)
  mkdirSync(home)
  mkdirSync(join(folder, 'state'), { mode: 0o700 })
  const env = { PATH: process.env['PATH'], HOME: home, SALLYPORT_HOME: join(folder, 'state') }
  const gitEnv = { ...env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t.test', ...words], {
      encoding: 'utf8',
      env: gitEnv,
    })
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), text)
    }
  }
  git('init', '-q', '-b', 'main')
  return {
    folder,
    project,
    home,
    env,
    git,
    write,
    /** Writes the files and commits all that is there. */
    commit: (files: Readonly<Record<string, string>>): void => {
      write(files)
      git('add', '-A', '-f')
      git('commit', '-q', '--allow-empty', '-m', 'x')
    },
    run: (...words: string[]) => sallyport(words, folder, env),
    scan: (...words: string[]) => sallyport(['scan', '--project', project, ...words], folder, env),
    end: (): Promise<void> => discard(folder),
  }
}

/** One command line in this process, as `main` carries it out. */
async function sallyport(words: readonly string[], cwd: string, env: Readonly<Record<string, string | undefined>>) {
  const said = { stdout: '', stderr: '' }
  const writer = (name: keyof typeof said) => ({ write: (text: string) => void (said[name] += text) })
  const host = { cwd: () => cwd, env, stdout: writer('stdout'), stderr: writer('stderr'), geteuid: process.geteuid }
  const world = worldOf(host as unknown as NodeJS.Process)
  const parsed = readWords(words, COMMANDS, '0', { out: host.stdout.write, err: host.stderr.write })
  if (parsed.kind !== 'run') throw new Error('no command')
  const exit = await parsed.command.run(parsed.args, world).catch((cause: unknown) => {
    if (cause instanceof Failure) return printFailure(cause, world, false)
    throw cause
  })
  return { exit, ...said }
}

/** One server a line, so that a test can name its line. */
export const config = (servers: Readonly<Record<string, unknown>>, key = 'mcpServers'): string =>
  `{\n  "${key}": {\n${Object.entries(servers)
    .map(([name, server]) => `    ${JSON.stringify(name)}: ${JSON.stringify(server)}`)
    .join(',\n')}\n  }\n}\n`

export const npx = (...args: string[]) => ({ command: 'npx', args: ['-y', ...args] })
