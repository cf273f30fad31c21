// A bare relay that adds the token: the official suite sends none. Everything else, Host and Origin too, passes as it is.
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export async function withToken(
  port: number,
  token: string,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, authorization: `Bearer ${token}` }
    const { method, url: path } = asked
    const passed = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answer.flushHeaders()
      answered.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return { port: (server.address() as AddressInfo).port, server }
}
