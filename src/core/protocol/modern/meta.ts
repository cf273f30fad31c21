// The `_meta` of our own modern requests: revision, what we can do, who we are (MCP 2026-07-28 basic/versioning).
import { isObject, type JsonObject } from '../../model/json.ts'
import { RPC } from '../fault.ts'
import { META, MODERN_REVISIONS } from './methods.ts'

/** Servers show some tools only to clients with certain abilities; a pin must hold them all. */
export const EVERY_CAPABILITY: JsonObject = {
  elicitation: { form: {}, url: {} },
  sampling: { tools: {}, context: {} },
  roots: { listChanged: true },
}

export const CLIENT_INFO: JsonObject = { name: 'sallyport', version: '1' }

export const modernMeta = (capabilities: JsonObject, client = CLIENT_INFO): JsonObject => ({
  [META.revision]: MODERN_REVISIONS[0],
  [META.capabilities]: capabilities,
  [META.clientInfo]: client,
})

/** Whether a refusal for the revision names one of ours: a client then asks again with it (MCP 2026-07-28 basic/versioning). */
export function namesOurRevision({ code, data }: JsonObject): boolean {
  const supported = data !== undefined && isObject(data) ? data.supported : undefined
  return code === RPC.revisionUnsupported && Array.isArray(supported) && supported.includes(MODERN_REVISIONS[0])
}
