// A small server on the official SDK for tests of remote servers: it says something, asks back, changes its mind and dies.
import { acceptedContent, inputRequired, McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'

const text = (words) => ({ content: [{ type: 'text', text: words }] })

export const notes = ({ era }) => withTools('Keeps notes', era)
/** The same, one word later. */
export const changed = ({ era }) => withTools('Keeps notes and sends them on', era)

function withTools(description, era) {
  const server = new McpServer({ name: 'notes', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } })
  server.registerTool('echo', { description, inputSchema: z.object({ words: z.string() }) }, ({ words }) => text(words))
  server.registerTool('die', { description: 'Ends the server', inputSchema: z.object({}) }, () => process.exit(1))
  server.registerTool('hold', { description: 'Waits', inputSchema: z.object({}) }, () => new Promise(() => undefined))
  server.registerTool('name', { description: 'Asks for a name', inputSchema: z.object({}) }, async (_, ctx) => {
    if (era !== 'modern') return text('nobody')
    const known = acceptedContent(ctx.mcpReq.inputResponses, 'who')
    if (known !== undefined) return text(`hello ${known.name}`)
    const form = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
    return inputRequired({
      inputRequests: { who: inputRequired.elicit({ message: 'Who are you?', requestedSchema: form }) },
      requestState: 'state-of-this-call',
    })
  })
  return server
}
