// The Cedar engine, compiled to WebAssembly. It keeps sets and schemas under names, in one place for the whole thread: only
// this file names them, each by the digest of what it holds, so that no set can stand in for another. https://www.cedarpolicy.com
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import type { AuthorizationAnswer, DetailedError, PolicySet } from '@cedar-policy/cedar-wasm/nodejs'
import type { Answer, Call, Engine, EngineFault, Parsed } from '../../core/policy/cedar/engine.ts'
import type { Json } from '../../core/model/json.ts'
import { sha256 } from '../file/sha256.ts'

type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs')

/** Takes some 20 ms and 10 MB, and as much again for each set. Throws where the engine is missing or broken. */
export function loadCedar(): Engine {
  // Optimising it takes twice the memory for a while, and makes single decisions little faster.
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
  return engineOf(createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as Cedar)
}

export function engineOf(cedar: Cedar): Engine {
  return {
    parse: (text) => parse(cedar, text),
    validate: (text, schema) => {
      const found = cedar.validate({ schema, policies: { staticPolicies: text } })
      if (found.type === 'failure') return faultsIn(found.errors)
      // A statement that can never hold is a warning to the engine; to its writer it is a mistake.
      const { validationErrors: errors, validationWarnings: warnings } = found
      return faultsIn((errors.length > 0 ? errors : warnings).map(({ error }) => error))
    },
    format: (text) => {
      const found = cedar.formatPolicies({ policyText: text, lineWidth: 100, indentWidth: 2 })
      return found.type === 'success' ? { text: found.formatted_policy } : { faults: faultsIn(found.errors) }
    },
    prepare: (statements, schema) => prepare(cedar, statements, schema),
  }
}

function parse(cedar: Cedar, text: string): ReturnType<Engine['parse']> {
  const parts = cedar.policySetTextToParts(text)
  if (parts.type === 'failure') {
    // The other form of the question tells the place.
    const found = cedar.checkParsePolicySet({ staticPolicies: text })
    return { faults: faultsIn(found.type === 'failure' ? found.errors : parts.errors) }
  }
  const [template] = parts.policy_templates
  if (template !== undefined) {
    const start = Buffer.byteLength(text.slice(0, Math.max(0, text.indexOf(template))))
    return {
      faults: [
        { message: 'a template stands here', help: 'Write it for each case without ?principal and ?resource.', start },
      ],
    }
  }
  const statements: Parsed[] = []
  for (const part of parts.policies) {
    const says = cedar.policyToJson(part)
    if (says.type === 'failure') return { faults: faultsIn(says.errors) }
    statements.push({ text: part, says: says.json as unknown as Json })
  }
  return { statements }
}

function prepare(cedar: Cedar, statements: Readonly<Record<string, string>>, schema: string): (call: Call) => Answer {
  const policies: PolicySet = { staticPolicies: statements }
  const preparsedSchemaName = sha256(new TextEncoder().encode(schema))
  const preparsedPolicySetId = sha256(new TextEncoder().encode(JSON.stringify(statements)))
  const kept = [
    cedar.preparseSchema(preparsedSchemaName, schema),
    cedar.preparsePolicySet(preparsedPolicySetId, policies),
  ]
  if (kept.some(({ type }) => type !== 'success')) throw new Error('the engine did not take the statements')
  return ({ entities, ...call }) =>
    answerOf(
      cedar.statefulIsAuthorized({
        ...call,
        entities: entities as Parameters<Cedar['statefulIsAuthorized']>[0]['entities'],
        context: call.context as Parameters<Cedar['statefulIsAuthorized']>[0]['context'],
        validateRequest: true,
        preparsedSchemaName,
        preparsedPolicySetId,
      }),
    )
}

/** Whatever does not look like an answer is an error, and an error is a deny. */
function answerOf(found: AuthorizationAnswer): Answer {
  if (found.type !== 'success')
    return { decision: 'deny', reasons: [], errors: ['the request does not fit the schema'] }
  const { decision, diagnostics } = found.response
  const errors = diagnostics.errors.map(({ policyId }) => policyId)
  return decision === 'allow' && errors.length === 0
    ? { decision, reasons: diagnostics.reason, errors }
    : { decision: 'deny', reasons: diagnostics.reason, errors }
}

const faultsIn = (errors: readonly DetailedError[]): readonly EngineFault[] =>
  errors.map(({ message, help, sourceLocations }) => {
    const [place] = sourceLocations ?? []
    const said = help ?? place?.label ?? null
    return { message, help: said, start: place?.start ?? null }
  })
