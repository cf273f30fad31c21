// A server that tells the digest of the secret that it was given, and where a value is looked for that should be nowhere else.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../gateway-process/place.ts'
import { BIN, type Home, NODE, SCRATCH } from '../real/home.ts'

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const SERVER = `
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
const tools = [{ name: 'tell', description: 'Tells what it was given.', inputSchema: { type: 'object', properties: {} } }]
const value = process.argv[2] ?? process.env.API_KEY
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  if (method === 'initialize') {
    const { protocolVersion } = params
    say({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'keeper', version: '1.0.0' } } })
  } else if (method === 'tools/list') say({ id, result: { tools } })
  else if (method === 'tools/call') {
    const text = value === undefined ? 'nothing' : createHash('sha256').update(value).digest('hex')
    say({ id, result: { content: [{ type: 'text', text }] } })
  } else say({ id, error: { code: -32601, message: 'Method not found' } })
})
`

/** A part of the command line of a server that was approved as a folder: no process of ours has it. */
export const codeIn = ({ env }: Home): string => join(env['SALLYPORT_HOME']!, 'store', 'folder')

/** `args` are behind its script. */
export function approve(home: Home, name: string, grants: readonly string[], args: readonly string[] = []): void {
  const folder = join(home.folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "keeper", "version": "1.0.0" }\n')
  writeFileSync(join(folder, 'server.mjs'), SERVER)
  const words = ['approve', name, '--yes', ...SCRATCH, ...grants, '--', 'node', join(folder, 'server.mjs'), ...args]
  const { status, stderr } = home.sallyport(...words)
  if (status !== 0) throw new Error(stderr)
}

/** A command of ours with a value on its standard input. */
export function piped({ env, folder }: Home, value: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(NODE, [BIN, ...words], {
    env,
    cwd: folder,
    input: value,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** What the server says of its secret, or why it was not started. */
export async function told(client: Client): Promise<string | undefined> {
  const { result, error } = await client.call(1, 'tell')
  return result?.content?.[0]?.text ?? error?.message
}

/** A value as it is, and as it would stand in an encoding. */
export const formsOf = (value: string): readonly string[] => [
  value,
  Buffer.from(value)
    .toString('base64')
    .replace(/.{0,2}=*$/, ''),
  Buffer.from(value).toString('hex'),
]

/** Every file below a folder that holds the value in any form. */
export const filesWith = (folder: string, value: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => holds(readFileSync(path, 'latin1'), value))

const holds = (text: string, value: string): boolean => formsOf(value).some((form) => text.includes(form))

/** The command lines of all processes that have the value in theirs, and of those that have it in their environment. */
export function processesWith(value: string): {
  readonly argv: readonly string[]
  readonly environment: readonly string[]
} {
  const read = (pid: string, name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'latin1')
    } catch {
      // It has ended.
      return ''
    }
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const line = (pid: string): string => read(pid, 'cmdline').replaceAll('\0', ' ').trim()
  return {
    argv: pids.filter((pid) => holds(read(pid, 'cmdline'), value)).map(line),
    environment: pids.filter((pid) => holds(read(pid, 'environ'), value)).map(line),
  }
}
