// A program without any knowledge of proxies, as a server would be: tries what it is told, and says what came of each.
import { spawnSync } from 'node:child_process'
import { lookup, Resolver } from 'node:dns/promises'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** The first words that come back, or how it ended. */
const conversation = (socket, words) =>
  new Promise((resolve, reject) => {
    let heard = ''
    socket.setTimeout(5000, () => reject(new Error('silent')))
    socket.on('error', reject).on('data', (chunk) => (heard += chunk))
    socket.on('close', () => resolve(heard))
    for (const word of [words].flat()) socket.write(word)
  })

const WAYS = {
  fetch: async (url, options) => (await fetch(url, options)).text(),
  program: (program, ...args) => {
    const { error, status, stdout } = spawnSync(program, args, { encoding: 'utf8' })
    if (error) throw error
    return status === 0 ? stdout : `exit ${status}`
  },
  lookup: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  resolve: (name, type) => new Resolver({ timeout: 1000, tries: 1 }).resolve(name, type),
  elsewhere: (server, name) => {
    const resolver = new Resolver({ timeout: 1000, tries: 1 })
    resolver.setServers([server])
    return resolver.resolve4(name)
  },
  tcp: (host, port, ...words) => conversation(connectTcp({ host, port }), words),
  tls: (host, port, servername) =>
    conversation(connectTls({ host, port, servername, rejectUnauthorized: false }), 'GET / HTTP/1.0\r\n\r\n'),
}

const answers = []
for (const [way, ...args] of JSON.parse(process.argv[2])) {
  answers.push(
    await Promise.resolve()
      .then(() => WAYS[way](...args))
      .then(
        (said) => said,
        (cause) => `refused ${cause.cause?.code ?? cause.code ?? cause.message}`,
      ),
  )
}
process.stdout.write(JSON.stringify(answers))
