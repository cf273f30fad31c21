// A repository on loopback, as a forge serves it: git over https, and whatever files a test adds.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { certificateFor } from '../egress/certificate.ts'

export type GitServer = {
  readonly origin: string
  readonly certificate: string
  /** The work tree of the repository `work`. */
  readonly work: string
  readonly git: (...words: string[]) => string
  /** What is handed out beside it, by its path. */
  readonly files: Map<string, Buffer>
  readonly close: () => void
}

export async function startGitServer(folder: string): Promise<GitServer> {
  const { key, cert } = certificateFor(['localhost'])
  const work = join(folder, 'repos', 'work')
  await mkdir(work, { recursive: true })
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: folder }
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@t.test']
  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', work, ...author, ...words], { encoding: 'utf8', env }).trim()
  git('init', '-q', '-b', 'main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  const files = new Map<string, Buffer>()
  const server = createServer({ key, cert }, (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'https://localhost')
    const file = files.get(pathname)
    if (file !== undefined) {
      response.end(file)
      return
    }
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: join(folder, 'repos'),
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    })
    request.pipe(backend.stdin)
    const parts: Buffer[] = []
    backend.stdout.on('data', (chunk: Buffer) => parts.push(chunk))
    backend.on('close', () => {
      const all = Buffer.concat(parts)
      const at = all.indexOf('\r\n\r\n')
      const head = all.subarray(0, at).toString('latin1').split('\r\n')
      const fields = head.map((line) => line.split(': ') as [string, string])
      const status = fields.find(([name]) => name === 'Status')?.[1]
      response.writeHead(
        Number.parseInt(status ?? '200', 10),
        Object.fromEntries(fields.filter(([name]) => name !== 'Status')),
      )
      response.end(all.subarray(at + 4))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { origin, certificate: cert, work, git, files, close }
}
