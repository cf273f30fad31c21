// The official client, which calls one tool of a gateway: `client.mjs URL TOOL ARGUMENTS`, with the token in TOKEN.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

const [url = '', name = '', given = '{}'] = process.argv.slice(2)
const headers = { authorization: `Bearer ${process.env['TOKEN']}` }
const client = new Client({ name: 'scenario', version: '1.0.0' })
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }))
console.log(JSON.stringify(await client.callTool({ name, arguments: JSON.parse(given) as Record<string, unknown> })))
await client.close()
