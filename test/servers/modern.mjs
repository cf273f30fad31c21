// A server of both eras on the official SDK: tools that ask back, a prompt, a resource, completion, progress, subscriptions.
// With the argument `modern-only` it knows no other era.
import { acceptedContent, completable, inputRequired, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'

const text = (value) => ({ content: [{ type: 'text', text: value }] })

serveStdio(
  () => {
    const server = new McpServer(
      { name: 'modern', version: '1.0.0' },
      { capabilities: { tools: { listChanged: true }, resources: { listChanged: true } }, instructions: 'Ask first.' },
    )
    server.registerTool(
      'add',
      {
        description: 'Adds',
        inputSchema: z.object({ a: z.number(), b: z.number() }),
        outputSchema: z.object({ sum: z.number() }),
      },
      ({ a, b }) => ({ ...text(String(a + b)), structuredContent: { sum: a + b } }),
    )
    server.registerTool(
      'confirm',
      { description: 'Asks a person', inputSchema: z.object({ what: z.string() }) },
      ({ what }, ctx) => {
        const answer = acceptedContent(ctx.mcpReq.inputResponses, 'sure')
        if (answer?.sure === true) return text(`did ${what}`)
        const requestedSchema = { type: 'object', properties: { sure: { type: 'boolean' } }, required: ['sure'] }
        return inputRequired({
          inputRequests: { sure: inputRequired.elicit({ message: `Really ${what}?`, requestedSchema }) },
          requestState: 'opaque 1.0',
        })
      },
    )
    server.registerTool(
      'slow',
      { description: 'Takes until it is cancelled', inputSchema: z.object({}) },
      (_, ctx) =>
        new Promise((resolve) => ctx.mcpReq.signal.addEventListener('abort', () => resolve(text('cancelled')))),
    )
    server.registerTool('change', { description: 'Says that lists changed', inputSchema: z.object({}) }, () => {
      server.sendToolListChanged()
      return text('said so')
    })
    const argsSchema = z.object({
      name: completable(z.string(), (value) => ['anna', 'anton'].filter((one) => one.startsWith(value))),
    })
    server.registerPrompt('greet', { description: 'Greets', argsSchema }, ({ name }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Hello ${name}` } }],
    }))
    server.registerResource('note', 'note://one', { title: 'A note' }, (uri) => ({
      contents: [{ uri: uri.href, text: 'words' }],
    }))
    return server
  },
  process.argv[2] === 'modern-only' ? { legacy: 'reject' } : {},
)
