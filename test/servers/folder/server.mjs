// A server in a folder of its own with one dependency. `daemon` leaves a process behind that wants to outlive everything.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { greeting } from 'helper'

const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (value) => ({ content: [{ type: 'text', text: value }] })
const tools = ['greet', 'daemon', 'fill', 'mode', 'touch', 'wait'].map((name) => ({
  name,
  description: `Does ${name}`,
  inputSchema: { type: 'object' },
}))

const IMMORTAL = "for (const s of ['SIGTERM','SIGHUP','SIGINT']) process.on(s, () => {}); setInterval(() => {}, 1e6)"
const state = { stays: false }
const calls = {
  greet: () => text(greeting),
  mode: () => text(process.env.FOLDER_MODE ?? 'unset'),
  daemon: ({ marker }) => {
    const forked = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(IMMORTAL)}, ${JSON.stringify(String(marker))}], { detached: true, stdio: 'ignore' }).unref()`
    spawn(process.execPath, ['-e', forked], { detached: true, stdio: 'ignore' }).unref()
    state.stays = true
    return text('forked')
  },
  touch: ({ path }) => {
    writeFileSync(path, 'written by the server')
    return text('written')
  },
  // Never answered.
  wait: () => undefined,
  // More than any pipe holds: whoever does not read must not make anybody keep it all.
  fill: ({ megabytes }) => text('x'.repeat(megabytes * 1024 * 1024)),
}
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'folder', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: given = {} }) => calls[name](given),
}
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, method, params = {} } = JSON.parse(line)
    if (id === undefined) return
    if (answers[method] === undefined) say({ id, error: { code: -32601, message: 'Method not found' } })
    else {
      const result = answers[method](params)
      if (result !== undefined) say({ id, result })
    }
  })
  // Whoever left a daemon behind does not go when asked to, either.
  .on('close', () => (state.stays ? setInterval(() => undefined, 1e6) : process.exit(0)))
