// The schemas that the tools of a server say their arguments and results have, each looked over once for all rules.
import { bound } from '../../model/bounds.ts'
import type { Catalogue } from '../../model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import { type Resolver, resolverOf } from './links.ts'
import { type Part, partsOf } from './parts.ts'
import { type Size, sizeOf } from './size.ts'

export const SCHEMA_KEYS = ['inputSchema', 'outputSchema'] as const

export type ToolSchema = {
  /** A JSON pointer with the name of the tool; safe to print. */
  readonly at: string
  readonly tool: string
  readonly key: (typeof SCHEMA_KEYS)[number]
  readonly root: JsonObject
  readonly size: Size
  /** The whole first, then all schemas in it; none where it is too much to be looked into. */
  readonly parts: readonly Part[]
  readonly resolver: Resolver
}

export function toolSchemas({ tools }: Catalogue): readonly ToolSchema[] {
  const schemas: ToolSchema[] = []
  let room = bound('catalogue-schema-values')
  for (const { name, body } of tools) {
    for (const key of SCHEMA_KEYS) {
      const root: Json = body[key] ?? null
      if (!isObject(root)) continue
      const schema = schemaOf(name, key, root, room)
      schemas.push(schema)
      room -= schema.size.values
    }
  }
  return schemas
}

/** `room` is how many values may still be looked at. */
function schemaOf(tool: string, key: ToolSchema['key'], root: JsonObject, room: number): ToolSchema {
  const at = `/tools/${step(tool)}/${key}`
  const size = sizeOf(root, Math.min(room, bound('schema-values')))
  const parts = size.isCut ? [] : partsOf(root, at)
  return { at, tool, key, root, size, parts, resolver: resolverOf(root, parts) }
}
