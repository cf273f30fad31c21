// Methods of the revisions up to 2025-11-25 (MCP 2025-11-25 schema).
import type { MethodTable } from '../method.ts'

const request = { kind: 'request', to: 'upstream' } as const
const fromServer = { kind: 'request', to: 'downstream' } as const
const noticeUp = { kind: 'notification', to: 'upstream' } as const
const noticeDown = { kind: 'notification', to: 'downstream' } as const

export const LEGACY_METHODS: MethodTable = {
  initialize: { ...request, early: true },
  ping: { kind: 'request', to: 'both', early: true },
  'tools/list': request,
  'tools/call': { ...request, target: ['name'] },
  'resources/list': request,
  'resources/templates/list': request,
  'resources/read': { ...request, target: ['uri'] },
  'resources/subscribe': { ...request, target: ['uri'] },
  'resources/unsubscribe': { ...request, target: ['uri'] },
  'prompts/list': request,
  'prompts/get': { ...request, target: ['name'] },
  'completion/complete': { ...request, target: ['ref.name', 'ref.uri'] },
  'logging/setLevel': request,
  'tasks/get': { kind: 'request', to: 'both', since: '2025-11-25', target: ['taskId'] },
  'tasks/result': { kind: 'request', to: 'both', since: '2025-11-25', target: ['taskId'] },
  'tasks/list': { kind: 'request', to: 'both', since: '2025-11-25' },
  'tasks/cancel': { kind: 'request', to: 'both', since: '2025-11-25', target: ['taskId'] },

  'sampling/createMessage': fromServer,
  'elicitation/create': { ...fromServer, since: '2025-06-18' },
  'roots/list': fromServer,

  'notifications/initialized': noticeUp,
  'notifications/roots/list_changed': noticeUp,
  'notifications/cancelled': { kind: 'notification', to: 'both' },
  'notifications/progress': { kind: 'notification', to: 'both' },
  'notifications/tasks/status': { kind: 'notification', to: 'both', since: '2025-11-25' },
  'notifications/message': noticeDown,
  'notifications/tools/list_changed': noticeDown,
  'notifications/prompts/list_changed': noticeDown,
  'notifications/resources/list_changed': noticeDown,
  'notifications/resources/updated': noticeDown,
  'notifications/elicitation/complete': { ...noticeDown, since: '2025-11-25' },
}

export const LEGACY_REVISIONS = ['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'] as const

/** Batches came with 2025-03-26 and went with the next revision. */
export const hasBatches = (revision: string): boolean => revision === '2025-03-26'
