// Methods of revision 2026-07-28: stateless, and no requests from server to client.
import type { MethodTable } from '../method.ts'

const request = { kind: 'request', to: 'upstream' } as const
const noticeDown = { kind: 'notification', to: 'downstream' } as const

export const MODERN_METHODS: MethodTable = {
  // A probe that a client may follow up in the legacy era: nothing of ours may settle the era before it does.
  'server/discover': { ...request, early: true },
  'tools/list': request,
  'tools/call': { ...request, target: ['name'] },
  'resources/list': request,
  'resources/templates/list': request,
  'resources/read': { ...request, target: ['uri'] },
  'prompts/list': request,
  'prompts/get': { ...request, target: ['name'] },
  'completion/complete': { ...request, target: ['ref.name', 'ref.uri'] },
  'subscriptions/listen': request,

  'notifications/cancelled': { kind: 'notification', to: 'both' },
  'notifications/progress': noticeDown,
  'notifications/message': noticeDown,
  'notifications/tools/list_changed': noticeDown,
  'notifications/prompts/list_changed': noticeDown,
  'notifications/resources/list_changed': noticeDown,
  'notifications/resources/updated': noticeDown,
  'notifications/subscriptions/acknowledged': noticeDown,
}

export const MODERN_REVISIONS = ['2026-07-28'] as const

/** Methods that come only with an extension, by its name in the `extensions` map of the approved capabilities. */
export const EXTENSION_METHODS: Readonly<Record<string, MethodTable>> = {
  'io.modelcontextprotocol/tasks': {
    'tasks/get': { ...request, target: ['taskId'] },
    'tasks/update': { ...request, target: ['taskId'] },
    'tasks/cancel': { ...request, target: ['taskId'] },
    'notifications/tasks': noticeDown,
    'notifications/tasks/status': noticeDown,
  },
}

/** Keys of `_meta` that make every modern request self-contained (MCP 2026-07-28 basic/versioning). */
export const META = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscription: 'io.modelcontextprotocol/subscriptionId',
} as const
