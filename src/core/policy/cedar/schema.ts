// What a statement may speak of: the Cedar schema, made from two tables. A set is checked against all of it; it is then decided
// with only those attributes that the set reads, so that nothing else is computed, passed or compared.

export type ResourceKind = 'Server' | 'Tool' | 'Prompt' | 'Resource'

/** Each request of MCP with the kind of power that it is; `extension` is every method that only an approved extension has. `launch` is asked about before a server starts, `grant` before a person gives power. The opening and `ping` are no power and are not asked about. */
export const ACTIONS = {
  'tools/list': { in: 'list', on: ['Server'] },
  'resources/list': { in: 'list', on: ['Server'] },
  'resources/templates/list': { in: 'list', on: ['Server'] },
  'prompts/list': { in: 'list', on: ['Server'] },
  'tools/call': { in: 'use', on: ['Tool'] },
  'prompts/get': { in: 'use', on: ['Prompt'] },
  'resources/read': { in: 'use', on: ['Resource'] },
  'resources/subscribe': { in: 'use', on: ['Resource'] },
  'resources/unsubscribe': { in: 'use', on: ['Resource'] },
  'completion/complete': { in: 'use', on: ['Prompt', 'Resource', 'Server'] },
  'logging/setLevel': { in: 'use', on: ['Server'] },
  'subscriptions/listen': { in: 'use', on: ['Server'] },
  'tasks/get': { in: 'use', on: ['Server'] },
  'tasks/result': { in: 'use', on: ['Server'] },
  'tasks/list': { in: 'use', on: ['Server'] },
  'tasks/update': { in: 'use', on: ['Server'] },
  'tasks/cancel': { in: 'use', on: ['Server'] },
  'sampling/createMessage': { in: 'reach', on: ['Server'] },
  'elicitation/create': { in: 'reach', on: ['Server'] },
  'roots/list': { in: 'reach', on: ['Server'] },
  extension: { in: 'use', on: ['Server'] },
  launch: { in: 'power', on: ['Server'] },
  grant: { in: 'power', on: ['Server'] },
} as const satisfies Record<
  string,
  { in: 'list' | 'use' | 'reach' | 'power'; on: readonly [ResourceKind, ...ResourceKind[]] }
>
export type Action = keyof typeof ACTIONS

/** What is known of a request besides who, what and to what: type in Cedar, and what it means. */
export const ATTRIBUTES = {
  arguments: {
    type: 'Arguments',
    means: 'what is passed: `context.arguments.getTag("/path")`, by JSON pointer, as text',
  },
  method: { type: 'String', means: 'the method as it was sent, also that of an extension' },
  labels: {
    type: 'Set<String>',
    means:
      'what the conversation was exposed to: from:SERVER, mail, …; untrusted, private, secret once other servers are in it',
  },
  carries: { type: 'Set<String>', means: 'labels of what was told before and stands in these arguments again' },
  holds: {
    type: 'Set<String>',
    means:
      'what is passed and not for everybody: key, seed, credential, named, card, account, identity; without what the server may be shown by `--pass`',
  },
  effect: {
    type: 'String',
    means: 'our own judgement of the tool: read, write, delete, execute, send or pay; none for all else',
  },
  environment: { type: 'String', means: 'the label of the approval: dev, test or prod; none for a run trusted once' },
  trust: { type: 'String', means: 'pinned: approved under a name; once: trusted for this run alone' },
  provenance: {
    type: 'String',
    means:
      'who vouched for its bytes when it was approved with the record of a vetting: attestation, registry-signature or none',
  },
  repository: {
    type: 'String',
    means:
      'where the attestation says that it was built from, as github.com/owner/name in small letters; empty without one',
  },
  outward: {
    type: 'Bool',
    means: 'whether the server was granted any host, or is reached at an address, and so can pass on what it is told',
  },
  newDestination: {
    type: 'Bool',
    means:
      'whether a tool that sends or pays is passed a host or mail domain that was never passed to this server before',
  },
  unusual: {
    type: 'Set<String>',
    means:
      'how a call differs from what is usual for its tool: sql, destination, shape, arguments-size, burst, busy; empty with `baselines: off`',
  },
  granted: {
    type: 'Bool',
    means: 'whether a grant for a time (`sallyport grant`) covers it: this tool with these arguments, or this start',
  },
  stepUp: { type: 'Bool', means: 'whether the person has just proven to be there' },
  network: {
    type: 'String',
    means:
      'where the client is: local for one that starts `sallyport run`, http for one that comes to `sallyport serve`',
  },
  hour: { type: 'Long', means: 'the hour of the day in UTC, 0 to 23' },
  weekday: { type: 'Long', means: 'the day of the week in UTC, 1 for Monday to 7' },
} as const satisfies Record<string, { type: 'Arguments' | 'Set<String>' | 'String' | 'Bool' | 'Long'; means: string }>
export type Attribute = keyof typeof ATTRIBUTES

export const ALL_ATTRIBUTES = Object.keys(ATTRIBUTES) as readonly Attribute[]

const ENTITIES = `entity Group;
entity User in [Group];
entity Client in [User];
entity Server;
entity Tool in [Server] { name: String };
entity Prompt in [Server] { name: String };
entity Resource in [Server] { uri: String };
entity Arguments tags String;
action "list", "use", "reach", "power";
`

/** The schema with these attributes of the context, and no others. */
export function schemaOf(reads: readonly Attribute[]): string {
  const context = reads.map((name) => `${name}: ${ATTRIBUTES[name].type}`).join(', ')
  const actions = Object.entries(ACTIONS).map(
    ([name, { in: group, on }]) =>
      `action "${name}" in ["${group}"] appliesTo { principal: [Client], resource: [${on.join(', ')}], context: { ${context} } };\n`,
  )
  return ENTITIES + actions.join('')
}
