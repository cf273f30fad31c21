// The floor of a gateway before a server over stdio: HTTP in, lines out, every message read and written anew, nothing judged.
// `relay-stdio.mjs PORT COMMAND ARG…`
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const [port, command, ...args] = process.argv.slice(2)
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
const waiting = new Map()
createInterface({ input: server.stdout, crlfDelay: Infinity }).on('line', (line) => {
  const message = JSON.parse(line)
  const response = waiting.get(message.id)
  waiting.delete(message.id)
  const body = Buffer.from(JSON.stringify(message))
  response?.setHeader('content-type', 'application/json')
  response?.setHeader('content-length', body.length)
  response?.end(body)
})
createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const message = JSON.parse(Buffer.concat(parts).toString())
    server.stdin.write(`${JSON.stringify(message)}\n`)
    if (message.id === undefined) return void response.writeHead(202).end()
    if (message.method === 'initialize') response.setHeader('mcp-session-id', randomUUID())
    waiting.set(message.id, response)
  })
}).listen(Number(port), '127.0.0.1')
process.on('SIGTERM', () => {
  server.kill()
  process.exit(0)
})
