// The official clients, v1 and v2, as one small interface, so that both walk the same script.
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js'

export type Launch = {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
  readonly cwd: string
}

export type Connection = {
  readonly about: () => unknown
  readonly listTools: () => Promise<unknown>
  readonly listPrompts: () => Promise<unknown>
  readonly listResources: () => Promise<unknown>
  readonly listTemplates: () => Promise<unknown>
  readonly readResource: (uri: string) => Promise<unknown>
  readonly getPrompt: (name: string, args: Record<string, string>) => Promise<unknown>
  readonly callTool: (name: string, args: Record<string, unknown>) => Promise<unknown>
  readonly close: () => Promise<void>
}

export const INFO = { name: 'comparison', version: '1.0.0' }

/** Both versions name their calls alike; only the types behind them differ. */
type Client = {
  getServerVersion(): unknown
  getServerCapabilities(): unknown
  getInstructions(): unknown
  listTools(): Promise<unknown>
  listPrompts(): Promise<unknown>
  listResources(): Promise<unknown>
  listResourceTemplates(): Promise<unknown>
  readResource(params: { uri: string }): Promise<unknown>
  getPrompt(params: { name: string; arguments: Record<string, string> }): Promise<unknown>
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>
  close(): Promise<void>
}

export const connectionOf = (client: Client): Connection => ({
  about: () => [client.getServerVersion(), client.getServerCapabilities(), client.getInstructions()],
  listTools: () => client.listTools(),
  listPrompts: () => client.listPrompts(),
  listResources: () => client.listResources(),
  listTemplates: () => client.listResourceTemplates(),
  readResource: (uri) => client.readResource({ uri }),
  getPrompt: (name, given) => client.getPrompt({ name, arguments: given }),
  callTool: (name, given) => client.callTool({ name, arguments: given }),
  close: () => client.close(),
})

export async function connectV1({ command, args, env, cwd }: Launch): Promise<Connection> {
  const client = new ClientV1(INFO)
  await client.connect(new StdioV1({ command, args: [...args], env, cwd, stderr: 'ignore' }))
  return connectionOf(client)
}

export const connectV2 = (launch: Launch): Promise<Connection> => connectNew(launch, new ClientV2(INFO))

/** Asks for the modern era first and falls back when the server does not speak it. */
export const connectV2Auto = (launch: Launch): Promise<Connection> =>
  connectNew(launch, new ClientV2(INFO, { versionNegotiation: { mode: 'auto' } }))

async function connectNew({ command, args, env, cwd }: Launch, client: ClientV2): Promise<Connection> {
  await client.connect(new StdioV2({ command, args: [...args], env, cwd, stderr: 'ignore' }))
  return connectionOf(client)
}
