// Downloads from servers on loopback that break off, send elsewhere, lie about lengths and never end.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { certificateFor } from '../../../../test/egress/certificate.ts'
import { downloadWorld } from '../../../../test/samples/download-world.ts'
import { fetchDocument } from './document.ts'
import { download } from './download.ts'

const BODY = Buffer.alloc(200_000, 'sallyport ')
let folder: string
let to: string
const servers: Server[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-download-'))
  to = join(folder, 'file')
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function listening(server: Server, scheme: string): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `${scheme}:${(server.address() as AddressInfo).port}`
}
const http = (answer: RequestListener): Promise<string> => listening(createHttp(answer), 'http://127.0.0.1')

describe('a file of a registry of the person', () => {
  test('arrives with its digests', async () => {
    const own = await http((_, response) => response.end(BODY))
    const found = await download(`${own}/a.tgz`, to, downloadWorld([own]))
    expect(readFileSync(to).equals(BODY)).toBe(true)
    expect(found).toMatchObject({
      bytes: BODY.length,
      sha256: `sha256:${createHash('sha256').update(BODY).digest('hex')}`,
      sha512: createHash('sha512').update(BODY).digest('base64'),
    })
  })

  test.each([
    ['goes on where it broke off', '"1"', 206, ['none', 'bytes=100000-']],
    ['begins anew where nothing promises the same bytes', null, 200, ['none', 'none']],
    ['begins anew where the bytes changed', '"1"', 200, ['none', 'bytes=100000-']],
  ])('%s', async (_, etag, status, expected) => {
    const asked: string[] = []
    const own = await http((request, response) => {
      const { range = 'none' } = request.headers
      asked.push(range)
      if (etag !== null) response.setHeader('etag', etag)
      if (asked.length === 1) {
        response.writeHead(200, { 'content-length': BODY.length })
        response.write(BODY.subarray(0, 100_000))
        setTimeout(() => response.socket?.end(), 100)
        return
      }
      if (status === 206) response.setHeader('content-range', `bytes 100000-199999/200000`)
      response.writeHead(status).end(status === 206 ? BODY.subarray(100_000) : BODY)
    })
    await download(`${own}/a.tgz`, to, downloadWorld([own]))
    expect(asked).toEqual(expected)
    expect(readFileSync(to).equals(BODY)).toBe(true)
  })

  test('is told of while it is large', async () => {
    const said: string[] = []
    const own = await http((_, response) => response.end(Buffer.alloc(40 * 1024 ** 2)))
    await download(`${own}/a.tgz`, to, downloadWorld([own], { progress: (text) => said.push(text) }))
    expect(said[0]).toMatch(/^\d+ of 40 MB of "http:/)
  })

  test('is asked with the key that is for it, and no other host sees it', async () => {
    const seen: Record<string, string | undefined> = {}
    const other = await http((request, response) => {
      seen['other'] = request.headers.authorization
      response.end(BODY)
    })
    const own = await http((request, response) => {
      seen['own'] = request.headers.authorization
      response.writeHead(302, { location: `${other}/b` }).end()
    })
    const authorize = (url: URL): string | null => (url.origin === own ? 'Bearer mine' : null)
    await download(`${own}/a.tgz`, to, downloadWorld([own, other], { authorize }))
    expect(seen).toEqual({ own: 'Bearer mine', other: undefined })
  })

  test.each<[string, RequestListener, string]>([
    [
      'is too long by its own words',
      (_, response) => response.writeHead(200, { 'content-length': 9e9 }).end(),
      'has 9000000000 bytes',
    ],
    ['never ends', (_, response) => flood(response.writeHead(200)), 'more than 300000 bytes'],
    [
      'sends round and round',
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      'sends on more than 5 times',
    ],
    [
      'sends to a private host',
      (_, response) => response.writeHead(302, { location: 'https://10.0.0.1/x' }).end(),
      'not public (private)',
    ],
    [
      'sends to where keys are handed out',
      (_, response) => response.writeHead(302, { location: 'http://192.0.2.1/x' }).end(),
      'it is not https',
    ],
    [
      'sends to a name that leads here',
      (_, response) => response.writeHead(302, { location: 'https://files.test/x' }).end(),
      '127.0.0.1, which is not public (loopback)',
    ],
    [
      'sends to no address',
      (_, response) => response.writeHead(302, { location: 'http://[' }).end(),
      'what is no address',
    ],
    ['sends on without an address', (_, response) => response.writeHead(302).end(), 'what is no address'],
    [
      'sends to a file of this machine',
      (_, response) => response.writeHead(302, { location: 'file:///etc/x' }).end(),
      '"file:/etc/x" is not fetched: it is not https',
    ],
    ['is not there', (_, response) => response.writeHead(404).end(), 'answers with status 404'],
    [
      'answers with another part',
      (request, response) =>
        request.headers.range === undefined
          ? half(response)
          : response.writeHead(206, { 'content-range': 'bytes 4-9/10' }).end('x'),
      'another part than was asked for',
    ],
  ])('that %s is refused, and nothing is left', async (_, answer, why) => {
    const own = await http(answer)
    await expect(download(`${own}/a.tgz`, to, downloadWorld([own]), {}, 300_000)).rejects.toThrow(why)
    expect(existsSync(to)).toBe(false)
  })

  test('that breaks off again and again is given up', async () => {
    const own = await http((request) => request.socket.destroy())
    await expect(download(`${own}/a.tgz`, to, downloadWorld([own]))).rejects.toMatchObject({
      code: 'registry-unreachable',
    })
  })
})

function flood(response: Parameters<RequestListener>[1]): void {
  while (!response.destroyed && response.write(BODY)) continue
  response.once('drain', () => flood(response))
}

function half(response: Parameters<RequestListener>[1]): void {
  response.writeHead(200, { 'content-length': 10, etag: '"1"' })
  response.write('12345')
  setTimeout(() => response.socket?.end(), 50)
}

describe('an address that a stranger named', () => {
  test.each([
    ['http://files.test/a', 'it is not https'],
    ['file:///etc/passwd', 'it is not https'],
    ['https://user:word@files.test/a', 'user name or a password'],
    ['https://127.0.0.1/a', 'loopback'],
    ['https://2130706433/a', 'loopback'],
    ['https://[::1]/a', 'not a public address'],
    ['https://[::ffff:10.0.0.1]/a', 'IPv4-mapped'],
    ['https://localhost/a', 'it is this machine'],
    ['https://files.test/a', 'loopback'],
    ['https://', 'is no address'],
  ])('%s is refused', async (address, why) => {
    await expect(download(address, to, downloadWorld([]))).rejects.toThrow(why)
    expect(existsSync(to)).toBe(false)
  })

  test('one private address among public ones spoils them all', async () => {
    const world = downloadWorld([], { resolve: async () => ['8.8.8.8', '192.168.0.1'] })
    await expect(download('https://files.test/a', to, world)).rejects.toThrow('not public (private)')
  })

  const { key, cert } = certificateFor(['files.test'])
  const secure = (answer: RequestListener): Promise<string> =>
    listening(createHttps({ key, cert }, answer), 'https://files.test')

  test('is fetched over a connection whose certificate is trusted, and only then', async () => {
    const url = await secure((_, response) => response.end(BODY))
    const world = downloadWorld([], { whyNot: () => null })
    await expect(download(`${url}/a`, to, world)).rejects.toThrow('its certificate is not trusted')
    const found = await download(`${url}/a`, to, { ...world, certificates: [cert] })
    expect(found).toMatchObject({ bytes: BODY.length, from: `${url}/a` })
  })

  test('never leads from https to http, even to a host of the person', async () => {
    const own = await http((_, response) => response.end(BODY))
    const url = await secure((_, response) => response.writeHead(302, { location: `${own}/a` }).end())
    const world = downloadWorld([own], { whyNot: () => null, certificates: [cert] })
    await expect(download(`${url}/a`, to, world)).rejects.toThrow('it is not https')
  })
})

test('a document is held within its bound, and one that is not there is null', async () => {
  const own = await http((request, response) => {
    if (request.url === '/gone') response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"a":1}')
  })
  const world = downloadWorld([own])
  expect(await fetchDocument(`${own}/a`, 'application/json', world)).toMatchObject({ type: 'application/json' })
  expect(await fetchDocument(`${own}/gone`, 'application/json', world)).toBeNull()
  await expect(fetchDocument(`${own}/a`, 'application/json', world, 6)).rejects.toThrow('more than 6 bytes')
})
