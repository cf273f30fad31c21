// A server that says what it is told to say: tools.json of the folder it is given, or else the one beside it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [folder] = process.argv.slice(2)
const given = folder === undefined ? '' : join(folder, 'tools.json')
const text = () => readFileSync(existsSync(given) ? given : join(import.meta.dirname, 'tools.json'), 'utf8')
const told = () => JSON.parse(text())
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'told', version: '1' },
    ...told().hello,
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: told().tools }),
  'tools/call': ({ name }) => ({ content: [{ type: 'text', text: `did ${name}` }] }),
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params = {} } = JSON.parse(line)
  if (id === undefined) return
  if (answers[method] === undefined) say({ id, error: { code: -32601, message: 'Method not found' } })
  else {
    try {
      say({ id, result: answers[method](params) })
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
      // Nested too deeply to be written as JSON again: it is said as it stands in the file.
      process.stdout.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${text().replaceAll('\n', ' ')}}\n`)
    }
  }
})
