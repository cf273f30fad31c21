// The client that the official suite tests: the official SDK, doing whatever a scenario waits for. With GATEWAY_SECRET it has an
// account at the issuer of a gateway, and gets its token there. `client.ts [looks] URL`; `looks`: it only lists tools.
import {
  type AuthProvider,
  Client,
  ClientCredentialsProvider,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { oauthProvider } from './oauth.ts'

const url = new URL(process.argv.at(-1)!)
const {
  MCP_CONFORMANCE_SCENARIO: scenario = '',
  MCP_CONFORMANCE_PROTOCOL_VERSION: revision,
  GATEWAY_ISSUER,
  GATEWAY_SECRET,
} = process.env
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as {
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: Record<string, unknown> }[]
  readonly client_id?: string
  readonly client_secret?: string
}

const account =
  GATEWAY_ISSUER === undefined || GATEWAY_SECRET === undefined
    ? null
    : new ClientCredentialsProvider({
        clientId: 'ada',
        clientSecret: GATEWAY_SECRET,
        expectedIssuer: GATEWAY_ISSUER,
        scope: 'mcp:use',
      })
/** Behind a gateway it is the gateway that has business with the suite's issuer. */
const provider = account === null && scenario.startsWith('auth/') ? oauthProvider(context) : null
const client = newClient()
await connected()
await (process.argv.includes('looks') ? client.listTools() : act())
await client.close()

function newClient(): Client {
  const made = new Client(
    { name: 'conformance-client', version: '1.0.0' },
    {
      capabilities: { roots: {}, sampling: {}, elicitation: { form: { applyDefaults: true } } },
      ...(revision === '2026-07-28' && { versionNegotiation: { mode: { pin: revision } } }),
    },
  )
  made.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
  made.setRequestHandler('roots/list', () => ({ roots: [] }))
  made.setRequestHandler('sampling/createMessage', () => ({
    ...{ model: 'none', role: 'assistant', content: { type: 'text', text: '' } },
  }))
  return made
}

function transport(): StreamableHTTPClientTransport {
  const authProvider: OAuthClientProvider | AuthProvider | null = provider ?? account
  return new StreamableHTTPClientTransport(url, authProvider === null ? {} : { authProvider })
}

async function connected(): Promise<void> {
  await authorized(async (way) => client.connect(way))
}

/** Asked for a token, it goes to get one and comes back. */
async function authorized(work: (way: StreamableHTTPClientTransport) => Promise<void>): Promise<void> {
  const way = transport()
  try {
    await work(way)
  } catch (cause) {
    const params = await provider?.answered()
    if (params === undefined) throw cause
    await way.finishAuth(params)
    await work(transport())
  }
}

async function act(): Promise<void> {
  const { tools } = await again(() => client.listTools())
  if (scenario === 'json-schema-ref-no-deref') return
  const calls = context.toolCalls ?? tools.map(({ name, inputSchema }) => ({ name, arguments: given(inputSchema) }))
  await Promise.all(calls.map((call) => settled(() => client.callTool(call))))
  const offers = client.getServerCapabilities()
  if (offers?.resources !== undefined) {
    const { resources } = await client.listResources()
    for (const { uri } of resources) await settled(() => client.readResource({ uri }))
  }
  if (offers?.prompts !== undefined) {
    const { prompts } = await client.listPrompts()
    for (const { name } of prompts) await settled(() => client.getPrompt({ name }))
  }
}

/** Something that fits. */
function given({
  properties = {},
}: {
  readonly properties?: Readonly<Record<string, unknown>> | undefined
}): Record<string, unknown> {
  const numbers = [5, 3]
  const valueOf = (schema: unknown): unknown => {
    const { type } = schema as { readonly type?: unknown }
    if (type === 'number' || type === 'integer') return numbers.shift() ?? 1
    return type === 'boolean' ? true : 'words'
  }
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueOf(schema)]))
}

/** What one of them is refused is for the suite to judge. */
async function settled(work: () => Promise<unknown>): Promise<void> {
  await again(work).catch(() => undefined)
}

/** A token may have to be got anew in between, once. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const params = await provider?.answered()
    if (params === undefined) throw cause
    await (client.transport as StreamableHTTPClientTransport).finishAuth(params)
    return work()
  }
}
