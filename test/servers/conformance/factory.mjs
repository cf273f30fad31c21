// The server that the official conformance suite expects to test, on the official SDK, in both eras, whatever carries it. What
// each tool does is in asked.mjs (what asks back) and said.mjs (what does not).
import { completable, createRequestStateCodec, McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { registerAsking } from './asked.mjs'
import { PNG, registerSaying } from './said.mjs'

// One for the whole process: a state that was minted by one request is checked by the next.
const states = createRequestStateCodec({ key: crypto.getRandomValues(new Uint8Array(32)), ttlSeconds: 600 })

export function conformanceServer({ era }) {
  const server = new McpServer(
    { name: 'conformance', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: (state, ctx) => states.verify(state, ctx) },
    },
  )
  registerSaying(server)
  registerAsking(server, era, states)
  registerResources(server)
  registerPrompts(server)
  if (era !== 'modern') {
    server.server.setRequestHandler('resources/subscribe', () => ({}))
    server.server.setRequestHandler('resources/unsubscribe', () => ({}))
  }
  return server
}

function registerResources(server) {
  const words = (name, uri, mimeType, content) =>
    server.registerResource(name, uri, { description: `The ${name} resource`, mimeType }, () => ({
      contents: [{ uri, mimeType, ...content }],
    }))
  words('static-text', 'test://static-text', 'text/plain', { text: 'This is the content of the static text resource.' })
  words('static-binary', 'test://static-binary', 'image/png', { blob: PNG })
  words('watched', 'test://watched-resource', 'text/plain', { text: 'Watched content.' })
  words('embedded', 'test://embedded-resource', 'text/plain', { text: 'This is an embedded resource content.' })
  words('mixed', 'test://mixed-content-resource', 'application/json', { text: '{"test":"data","value":123}' })
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined })
  const about = { description: 'A resource by its id', mimeType: 'application/json' }
  server.registerResource('template', template, about, (uri, { id }) => ({
    contents: [
      {
        uri: uri.href,
        mimeType: 'application/json',
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
      },
    ],
  }))
}

function registerPrompts(server) {
  const user = (content) => ({ role: 'user', content })
  const text = (words) => user({ type: 'text', text: words })
  server.registerPrompt('test_simple_prompt', { description: 'A simple prompt' }, () => ({
    messages: [text('This is a simple prompt for testing.')],
  }))
  const words = completable(z.string(), (value) => ['test', 'testing'].filter((one) => one.startsWith(value)))
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'A prompt with arguments', argsSchema: z.object({ arg1: words, arg2: z.string() }) },
    ({ arg1, arg2 }) => ({ messages: [text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A prompt with a resource in it', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        user({
          type: 'resource',
          resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        }),
        text('Please process the embedded resource above.'),
      ],
    }),
  )
  server.registerPrompt('test_prompt_with_image', { description: 'A prompt with an image' }, () => ({
    messages: [user({ type: 'image', data: PNG, mimeType: 'image/png' }), text('Please analyze the image above.')],
  }))
}
