// `node run-sdk-server.ts FACTORY NAME LOG PORT [ERA]`: the server that NAME of the module FACTORY makes, as a process of its own. It
// prints its address, writes a line for each request, and forgets its sessions at SIGUSR2.
import { appendFileSync } from 'node:fs'
import type { McpServerFactory } from '@modelcontextprotocol/server'
import { startSdkServer } from './sdk-server.ts'

const [factory = '', name = '', log = '', port = '0', era] = process.argv.slice(2)
const made = (await import(factory)) as Readonly<Record<string, McpServerFactory>>
const eras = era === undefined ? undefined : [era as 'legacy' | 'modern']
const server = await startSdkServer(
  made[name]!,
  (asked) => appendFileSync(log, `${JSON.stringify(asked)}\n`),
  Number(port),
  eras,
)
process.on('SIGUSR2', () => server.forget())
process.stdout.write(`${server.url}\n`)
