// Plays a nosy server: tries what it is told, one thing after the other, and says what came of each.
import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { appendFileSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'

const WAYS = {
  read: (path) => readFileSync(path, 'utf8'),
  list: (path) => readdirSync(path).toSorted(),
  write: (path) => writeFileSync(path, 'written inside'),
  open: (path) => void openSync(path, 'a'),
  env: () => process.env,
  uid: () => process.getuid(),
  status: () =>
    Object.fromEntries(
      readFileSync('/proc/self/status', 'utf8')
        .matchAll(/^(Cap\w+|NoNewPrivs|Uid):\s*(.+)$/gm)
        .map(([, k, v]) => [k, v]),
    ),
  processes: () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]),
  run: (command) => {
    const [program, ...args] = [command].flat()
    const { error, stdout } = spawnSync(program, args, { encoding: 'utf8' })
    if (error) throw error
    return stdout
  },
  connect: (port) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(socket.destroy() && 'connected'))
      socket.once('error', reject)
    }),
  ask: (port) =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4')
      const close = (end) => (word) => socket.close(() => end(word))
      socket.once('message', () => close(resolve)('answered')).once('error', close(reject))
      socket.connect(port, '127.0.0.1', () => socket.send('question'))
    }),
  fill: (path) => {
    const block = Buffer.alloc(1024 ** 2)
    try {
      for (let megabytes = 0; ; megabytes++) {
        if (megabytes === 200) return megabytes
        try {
          appendFileSync(path, block)
        } catch (cause) {
          if (cause.code === 'ENOSPC') return megabytes
          throw cause
        }
      }
    } finally {
      rmSync(path, { force: true })
    }
  },
}

const answers = []
for (const [way, value] of JSON.parse(process.argv[2])) {
  answers.push(
    await Promise.resolve()
      .then(() => WAYS[way](value))
      .then(
        (said) => ({ said: said ?? null }),
        (cause) => ({ refused: cause.code ?? String(cause) }),
      ),
  )
}
process.stdout.write(JSON.stringify(answers))
