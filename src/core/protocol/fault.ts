// Why a frame is no message. Each word is ours; what the peer sent is never repeated in an answer.
import { WAY_FAULTS } from '../model/way-fault.ts'

export const FAULTS = {
  'not-utf8': 'not valid UTF-8',
  'not-json': 'not a JSON value',
  'too-deep': 'nested too deeply',
  'too-many-parts': 'more objects, lists and members than this gateway reads',
  'duplicate-key': 'an object holds the same key twice',
  'ambiguous-key': 'a key that parsers could read differently',
  'line-break': 'a line break inside a message, where some readers would begin another',
  'lone-surrogate': 'text with half a surrogate pair',
  'not-jsonrpc': 'not a JSON-RPC 2.0 message',
  'batch-refused': 'a batch that this protocol revision does not have',
  'batch-size': 'an empty or too large batch',
  'message-oversize': 'longer than this gateway accepts',
  unfinished: 'the last line had no end',
  'id-too-long': 'an id longer than this gateway keeps',
  'id-reused': 'an id that is still in use',
  'answer-late': 'an answer to a request that was cancelled',
  'answer-unmatched': 'an answer to no open request',
  'too-many-pending': 'too many requests are open',
  'method-unknown': 'a method that this protocol revision and the approved extensions do not have',
  'wrong-direction': 'a message that may not travel in this direction',
  'capability-undeclared': 'a request for something the other side did not offer',
  'answer-too-large': 'a longer answer than a server is given',
  'not-mcp': 'a message without the form that MCP gives it',
  'already-opened': 'a second opening of the same conversation',
  'not-opened': 'a request before the conversation was opened',
  'era-refused': 'a protocol era in which this server is not approved',
  'era-mixed': 'a message of another protocol era than this conversation',
  'revision-unknown': 'a protocol revision that this gateway does not know',
  'not-yours': 'a cancellation of a request that its sender did not make',
  'state-refused': 'a requestState that was not given for this call, was used already, or is too old',
  'task-unknown': 'this client began no task of this id here, or it is not kept any more',
  'rounds-exceeded': 'a call for which the server asks again and again',
  'not-asked': 'a question that no open call of a client can carry',
  'not-translatable': 'an answer for which the other protocol era has no form',
  'client-silent': 'a call whose client did not answer in time what it was asked',
  'address-unknown': 'an address that leads to no one server',
  'client-left': 'a request to a client that has closed its side',
  ...WAY_FAULTS,
} as const

export type FaultCode = keyof typeof FAULTS
/** JSON-RPC 2.0 section 5.1 codes; our own lie in -32000…-32019, which MCP leaves to implementations. */
export const RPC = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  /** MCP 2026-07-28 basic/transports: a header and the body disagree. */
  headerMismatch: -32020,
  /** MCP 2026-07-28: the data names what the client did not declare. */
  capabilityMissing: -32021,
  /** MCP 2026-07-28: the data names the revisions that are known. */
  revisionUnsupported: -32022,
  refused: -32010,
  unavailable: -32011,
} as const

const CODES: Partial<Record<FaultCode, number>> = {
  'not-utf8': RPC.parse,
  'not-json': RPC.parse,
  'method-unknown': RPC.methodNotFound,
  'era-refused': RPC.methodNotFound,
  'not-asked': RPC.methodNotFound,
  'capability-undeclared': RPC.methodNotFound,
  'era-mixed': RPC.invalidParams,
  'state-refused': RPC.invalidParams,
  'address-unknown': RPC.invalidParams,
  'task-unknown': RPC.invalidParams,
  'revision-unknown': RPC.revisionUnsupported,
  'client-left': RPC.unavailable,
  'client-silent': RPC.unavailable,
  'too-many-pending': RPC.unavailable,
  'rounds-exceeded': RPC.refused,
  'not-translatable': RPC.refused,
}

/** The same for what nobody approved and for what the policy hides. */
export const UNKNOWN_ITEM = { code: RPC.invalidParams, message: 'No approved tool or prompt has this name.' } as const

/** What the sender of a faulty message is told. */
export const errorOf = (fault: FaultCode): { readonly code: number; readonly message: string } => ({
  code: CODES[fault] ?? RPC.invalidRequest,
  message: `Refused by Sallyport: ${FAULTS[fault]}.`,
})
