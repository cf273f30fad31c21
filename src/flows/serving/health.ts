// The pages by which others see that this process lives and could serve a call now, the same at each port.
import type { Json } from '../../core/model/json.ts'
import type { HttpAnswer } from '../../core/protocol/http/refusals.ts'

export const pageOf = (document: Json, status = 200): HttpAnswer => ({
  ...{ status, headers: {}, body: new TextEncoder().encode(JSON.stringify(document)) },
})

export const HEALTHY = pageOf({ status: 'ok' })

/** `missing`: what a call needs and is not there. */
export const readinessPage = (missing: readonly string[]): HttpAnswer =>
  missing.length === 0 ? HEALTHY : pageOf({ status: 'unready', missing }, 503)
