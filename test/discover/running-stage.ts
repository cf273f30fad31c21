// A small machine of its own for `discover --processes`: a client with children and listeners of every kind. It runs in
// namespaces of its own, so that nothing else on the machine that runs the tests is ever looked at or asked.
import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { EMPTY_LOCK } from '../../src/core/lock/lockfile.ts'
import { discover } from '../../src/flows/discover.ts'

const [, , home = ''] = process.argv
const NODE = process.execPath
const SLEEP = join(home, 'server.mjs')
const BIN = join(home, 'sallyport.mjs')
const SALLYPORT = join(import.meta.dirname, '../../bin/sallyport.js')
const asked: string[] = []

const answers = {
  json: (_: IncomingMessage, out: ServerResponse, body: string) =>
    out
      .setHeader('mcp-session-id', 'one')
      .end(reply(body, { protocolVersion: '2025-06-18', serverInfo: { name: 'open', version: '1' } })),
  stream: (_: IncomingMessage, out: ServerResponse, body: string) => {
    out.setHeader('content-type', 'text/event-stream')
    // Never ended: the first event must be enough.
    out.write(`event: message\ndata: ${reply(body, { protocolVersion: '2025-06-18', capabilities: {} })}\n\n`)
  },
  modern: (_: IncomingMessage, out: ServerResponse, body: string) =>
    body.includes('server/discover')
      ? out.end(reply(body, { supportedVersions: ['2026-07-28'], capabilities: {} }))
      : out.writeHead(400).end('{}'),
  older: ({ method, url }: IncomingMessage, out: ServerResponse) =>
    method === 'GET' && url === '/sse'
      ? out.setHeader('content-type', 'text/event-stream').write('event: endpoint\ndata: /messages?id=1\n\n')
      : out.writeHead(404).end(),
  closed: (_: IncomingMessage, out: ServerResponse) => out.writeHead(401, { 'www-authenticate': 'Bearer' }).end(),
  page: (_: IncomingMessage, out: ServerResponse) =>
    out.setHeader('content-type', 'text/html').end('<p>no server</p>'.repeat(20_000)),
  rpc: (_: IncomingMessage, out: ServerResponse, body: string) => out.end(reply(body, { balance: 7 })),
  moved: (_: IncomingMessage, out: ServerResponse) =>
    out.writeHead(302, { location: 'http://mcp.example.test/mcp' }).end(),
  slow: () => undefined,
} satisfies Record<string, (request: IncomingMessage, out: ServerResponse, body: string) => unknown>

const reply = (body: string, result: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id: (JSON.parse(body === '' ? '{}' : body) as { id?: unknown }).id ?? null, result })

async function listen(kind: keyof typeof answers, host: string, port: number): Promise<void> {
  const server = createServer((request, out) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const { method } = (body === '' ? {} : JSON.parse(body)) as { method?: string }
      asked.push(
        `${port} ${request.method} ${request.url} ${method ?? ''} ${request.headers.authorization ?? ''}`.trim(),
      )
      answers[kind](request, out, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, host, () => resolve()))
}

writeFileSync(SLEEP, 'setTimeout(() => {}, 60_000)\nprocess.stdin.resume()\n')
writeFileSync(BIN, 'setTimeout(() => {}, 60_000)\nprocess.stdin.resume()\n')
symlinkSync(NODE, join(home, 'cursor'))
writeFileSync(
  join(home, 'client.mjs'),
  `import { spawn } from 'node:child_process'
for (const [argv, stdio] of ${JSON.stringify([
    [[NODE, SLEEP, 'configured'], 'pipe'],
    [[NODE, SLEEP, 'planted'], 'pipe'],
    [[NODE, SLEEP, 'no server'], 'ignore'],
    [[NODE, BIN, 'run', 'files'], 'pipe'],
  ])}) spawn(argv[0], argv.slice(1), { stdio: [stdio, stdio, 'ignore'] })
console.log('ready')
setTimeout(() => {}, 60_000)
`,
)
mkdirSync(join(home, '.cursor'))
writeFileSync(
  join(home, '.cursor/mcp.json'),
  JSON.stringify({
    mcpServers: { mine: { command: NODE, args: [SLEEP, 'configured'] }, known: { url: 'http://localhost:4002/mcp' } },
  }),
)

await listen('json', '127.0.0.1', 4001)
await listen('stream', '127.0.0.1', 4002)
await listen('modern', '0.0.0.0', 4003)
await listen('older', '127.0.0.1', 4004)
await listen('closed', '127.0.0.1', 4005)
await listen('page', '127.0.0.1', 4006)
await listen('rpc', '127.0.0.1', 4007)
await listen('moved', '127.0.0.1', 4008)
await listen('slow', '127.0.0.1', 4009)
await listen('json', '::1', 4010)
await new Promise<void>((resolve) => createTcp(() => undefined).listen(4011, '127.0.0.1', () => resolve()))

const client = spawn(join(home, 'cursor'), [join(home, 'client.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
await new Promise((resolve) => client.stdout.once('data', resolve))
const found = await discover(
  { home, project: null, platform: 'linux', isOwnHome: true, processes: true },
  {
    clients: CLIENTS,
    env: {},
    lock: EMPTY_LOCK,
    lacking: new Map(),
    now: new Date(),
    self: { node: NODE, bin: BIN },
    state: join(home, 'state'),
    progress: () => undefined,
  },
)
const first = [...asked]
const cli = spawn(NODE, [SALLYPORT, 'discover', '--processes', '--check', '--home', home, '--project', home], {
  env: { HOME: home, SALLYPORT_HOME: join(home, 'state') },
  stdio: ['ignore', 'pipe', 'ignore'],
})
const [printed, exit] = await Promise.all([
  text(cli.stdout),
  new Promise<number | null>((resolve) => cli.once('exit', (code) => resolve(code))),
])
process.stdout.write(`${JSON.stringify({ running: found.running, asked: first, printed, exit })}\n`, () =>
  process.exit(0),
)
