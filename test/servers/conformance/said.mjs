// The tools of the conformance fixture that only say something.
import { fromJsonSchema } from '@modelcontextprotocol/server'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

/** One red pixel, and a tenth of a second of silence at the lowest rate. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='

export const text = (words) => ({ type: 'text', text: words })
export const NOTHING = z.object({})

const EMBEDDED = {
  type: 'resource',
  resource: {
    uri: 'test://embedded-resource',
    mimeType: 'text/plain',
    text: 'This is an embedded resource content.',
  },
}
const MIXED = {
  type: 'resource',
  resource: {
    uri: 'test://mixed-content-resource',
    mimeType: 'application/json',
    text: '{"test":"data","value":123}',
  },
}
const IMAGE = { type: 'image', data: PNG, mimeType: 'image/png' }

/** The form that the suite compares keyword by keyword. */
const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema.
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
}

export function registerSaying(server) {
  const says = (name, description, content) =>
    server.registerTool(name, { description, inputSchema: NOTHING }, () => ({ content }))
  says('test_simple_text', 'Returns text', [text('This is a simple text response for testing.')])
  says('test_image_content', 'Returns an image', [IMAGE])
  says('test_audio_content', 'Returns audio', [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }])
  says('test_embedded_resource', 'Returns a resource', [EMBEDDED])
  says('test_multiple_content_types', 'Returns several kinds of content', [
    text('Multiple content types test:'),
    IMAGE,
    MIXED,
  ])
  says('test_reconnection', 'Returns text after a stream was closed', [text('Reconnection test completed.')])
  server.registerTool('test_error_handling', { description: 'Always fails', inputSchema: NOTHING }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'Tool with JSON Schema 2020-12 features', inputSchema: fromJsonSchema(SCHEMA_2020_12) },
    () => ({ content: [text('JSON Schema 2020-12 tool called')] }),
  )
  server.registerTool(
    'test_x_mcp_header',
    {
      description: 'Returns the region that a header repeats',
      inputSchema: fromJsonSchema({
        type: 'object',
        properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
      }),
    },
    ({ region }) => ({ content: [text(`Region: ${region}`)] }),
  )
  registerTelling(server)
}

/** What they say beside their answer. */
function registerTelling(server) {
  const log = async (ctx, count) => {
    const words = ['Tool execution started', 'Tool processing data', 'Tool execution completed']
    for (const one of words.slice(0, count)) {
      await ctx.mcpReq.log('info', one)
      await sleep(50)
    }
  }
  const logging = (name, count) =>
    server.registerTool(name, { description: 'Logs while it works', inputSchema: NOTHING }, async (_, ctx) => {
      await log(ctx, count)
      return { content: [text('Logged.')] }
    })
  logging('test_tool_with_logging', 3)
  logging('test_logging_tool', 1)
  server.registerTool(
    'test_tool_with_progress',
    { description: 'Tells its progress', inputSchema: NOTHING },
    async (_, ctx) => {
      const progressToken = ctx.mcpReq._meta?.progressToken
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined) {
          await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
        }
        await sleep(50)
      }
      return { content: [text('Progress complete.')] }
    },
  )
  server.registerTool('test_trigger_tool_change', { description: 'Changes the tools', inputSchema: NOTHING }, () => {
    server.sendToolListChanged()
    return { content: [text('The tools changed.')] }
  })
  server.registerTool(
    'test_trigger_prompt_change',
    { description: 'Changes the prompts', inputSchema: NOTHING },
    () => {
      server.sendPromptListChanged()
      return { content: [text('The prompts changed.')] }
    },
  )
}
