// Turns what is to be decided into a Cedar request with its entities, holding only what the set reads.
import { bound } from '../../model/bounds.ts'
import type { Json } from '../../model/json.ts'
import { standsAt } from '../../model/pointer.ts'
import type { Call, Entity, Uid } from './engine.ts'
import type { Projection } from './projection.ts'
import { ACTIONS } from './schema.ts'
import type { Subject } from './subject.ts'

/** `key` is the same exactly where all of it is the same. */
export type Asked = { readonly call: Call; readonly key: string }

/** A text: why it cannot be asked, and so is refused. */
export function callOf(subject: Subject, projection: Projection): Asked | string {
  const { action, kind, name, server } = subject
  if (!Object.hasOwn(ACTIONS, action)) return 'no policy knows this action'
  if (server.length + name.length > bound('policy-value-chars')) return 'its name or address is too long to be decided'
  const values: Json[] = []
  const context: Record<string, Json> = {}
  let tags: Record<string, string> | null = null
  for (const attribute of projection.attributes) {
    if (attribute === 'arguments') {
      tags = tagsOf(subject.facts.arguments(), projection.pointers)
      if (tags === null) return 'an argument that the policy reads is too long to be decided'
      values.push(tags)
      context['arguments'] = { __entity: ARGUMENTS }
    } else {
      const value: Json = subject.facts[attribute]()
      values.push(value)
      context[attribute] = value
    }
  }
  const call = { ...who(subject), context, entities: entitiesOf(subject, tags) }
  return {
    call,
    key: JSON.stringify([subject.user, subject.groups, subject.client, action, server, kind, name, values]),
  }
}

const ARGUMENTS: Uid = { type: 'Arguments', id: 'these' }

const who = ({ client, action, ...of }: Subject): Pick<Call, 'principal' | 'action' | 'resource'> => ({
  principal: { type: 'Client', id: client },
  action: { type: 'Action', id: action },
  resource: uidOf(of),
})

/** Server names hold no slash and no blank, so what stands before the first one is always the server. */
function uidOf({ kind, server, name }: Pick<Subject, 'kind' | 'server' | 'name'>): Uid {
  if (kind === 'Server') return { type: kind, id: server }
  return { type: kind, id: kind === 'Resource' ? `${server} ${name}` : `${server}/${name}` }
}

function entitiesOf(subject: Subject, tags: Record<string, string> | null): readonly Entity[] {
  const { user, groups, client, kind, server, name } = subject
  const userUid = { type: 'User', id: user }
  const serverUid = { type: 'Server', id: server }
  const item: Entity[] =
    kind === 'Server'
      ? []
      : [{ uid: uidOf(subject), attrs: kind === 'Resource' ? { uri: name } : { name }, parents: [serverUid] }]
  const passed: Entity[] = tags === null ? [] : [{ uid: ARGUMENTS, attrs: {}, parents: [], tags }]
  const parents = groups.map((id) => ({ type: 'Group', id }))
  const inGroups: Entity[] = parents.length === 0 ? [] : [{ uid: userUid, attrs: {}, parents }]
  return [{ uid: { type: 'Client', id: client }, attrs: {}, parents: [userUid] }, ...inGroups, ...item, ...passed]
}

/** Text as it is; all else as JSON, so that a number or a list never passes for a text that it only looks like. */
function tagsOf(passed: Json, pointers: readonly string[]): Record<string, string> | null {
  const tags: Record<string, string> = {}
  let chars = 0
  for (const pointer of pointers) {
    const value = standsAt(passed, pointer)
    if (value === undefined) continue
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    chars += text.length
    if (chars > bound('policy-value-chars')) return null
    tags[pointer] = text
  }
  return tags
}
