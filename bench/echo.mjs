// The floor: a server that answers as fast as it can, so that what is measured is us and not it.
import { createInterface } from 'node:readline'

const say = (id, result) =>
  process.stdout.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${JSON.stringify(result)}}\n`)
const tools = [
  { name: 'echo', description: 'Echoes', inputSchema: { type: 'object', properties: { text: { type: 'string' } } } },
]

createInterface({ input: process.stdin, crlfDelay: Infinity })
  .on('line', (line) => {
    const { id, method, params } = JSON.parse(line)
    if (id === undefined) return
    if (method === 'initialize')
      say(id, {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'echo', version: '1' },
      })
    else if (method === 'tools/list') say(id, { tools })
    else say(id, { content: [{ type: 'text', text: params?.arguments?.text ?? '' }] })
  })
  .on('close', () => process.exit(0))
