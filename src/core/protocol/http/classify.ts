// Which era a body that was posted belongs to, judged by the body; the headers may only agree (MCP 2026-07-28 basic/versioning).
import { isObject, type Json } from '../../model/json.ts'
import type { Message, Notification, Request } from '../../model/message.ts'
import { LEGACY_REVISIONS } from '../legacy/methods.ts'
import { META, MODERN_REVISIONS } from '../modern/methods.ts'
import type { HttpRefusal } from './refusals.ts'
import { type Headers, misfit, trimmed } from './standard-headers.ts'
import { metaOf } from './told.ts'

export type Classified =
  | { readonly era: 'legacy'; readonly messages: readonly Message[] }
  | { readonly era: 'modern'; readonly call: Request | Notification }
  | {
      readonly era: null
      readonly why: HttpRefusal
      /** What it was about: a header, or the revision that was asked for. */
      readonly what: string
    }

export function classify(messages: readonly Message[], isBatch: boolean, headers: Headers): Classified {
  const version = trimmed(headers['mcp-protocol-version'])
  const isModernHeader = isModern(version)
  const [first] = messages
  if (isBatch) {
    const mixed = isModernHeader || messages.some((one) => isCall(one) && claimOf(one) !== undefined)
    return mixed ? refused('body-refused') : legacy(messages, version)
  }
  if (first === undefined) return refused('body-refused')
  if (!isCall(first)) return isModernHeader ? refused('answer-refused') : legacy(messages, version)
  const claim = claimOf(first)
  if (claim === undefined) return unclaimed(first, messages, version, headers)
  if (typeof claim !== 'string' || !isComplete(first)) return refused('envelope-missing')
  const header = misfit(first, headers)
  if (header !== null) return refused('header-mismatch', header)
  return isModern(claim) ? { era: 'modern', call: first } : refused('revision-unknown', claim)
}

function unclaimed(
  call: Request | Notification,
  messages: readonly Message[],
  version: string | undefined,
  headers: Headers,
): Classified {
  if (call.method === 'server/discover') return refused('envelope-missing')
  if (!isModern(version)) return legacy(messages, version)
  if (call.method === 'initialize') return refused('header-mismatch', 'MCP-Protocol-Version')
  if (call.kind === 'request') return refused('envelope-missing')
  const header = misfit(call, headers)
  return header === null ? { era: 'modern', call } : refused('header-mismatch', header)
}

function legacy(messages: readonly Message[], version: string | undefined): Classified {
  const isKnown = version === undefined || (LEGACY_REVISIONS as readonly string[]).includes(version)
  return isKnown ? { era: 'legacy', messages } : refused('revision-unknown', version)
}

const refused = (why: HttpRefusal, what = ''): Classified => ({ era: null, why, what })

const isCall = (message: Message): message is Request | Notification =>
  message.kind === 'request' || message.kind === 'notification'

const isModern = (version: string | undefined): boolean =>
  version !== undefined && (MODERN_REVISIONS as readonly string[]).includes(version)

const claimOf = ({ params }: Request | Notification): Json | undefined => metaOf(params)[META.revision]

const isComplete = (call: Request | Notification): boolean =>
  call.kind === 'notification' || isObject(metaOf(call.params)[META.capabilities])
