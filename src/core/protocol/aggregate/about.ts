// What the endpoint of many servers says of itself: at once, whatever its servers do, by what was approved.
import type { Era } from '../../model/catalogue.ts'
import type { JsonObject } from '../../model/json.ts'
import { bound } from '../../model/bounds.ts'
import { LEGACY_REVISIONS } from '../legacy/methods.ts'
import { CLIENT_INFO } from '../modern/meta.ts'
import { META, MODERN_REVISIONS } from '../modern/methods.ts'
import { extensionsOf, FIRST_WITH_TASKS, tasksOf } from './abilities.ts'
import type { Directory } from './directory.ts'

type About = { readonly directory: Directory; readonly names: boolean }

/** A server that is approved later may bring any of them. */
const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  completions: {},
  logging: {},
} as const

export const EVERY = {
  opening: ({ protocolVersion }: JsonObject, about: About): JsonObject => {
    const revision = LEGACY_REVISIONS.find((one) => one === protocolVersion) ?? LEGACY_REVISIONS.at(-1)!
    const tasks = revision >= FIRST_WITH_TASKS ? tasksOf(about.directory) : null
    return {
      protocolVersion: revision,
      capabilities: { ...CAPABILITIES, ...(tasks !== null && { tasks }), ...extended(about, 'legacy') },
      serverInfo: CLIENT_INFO,
      instructions: instructionsOf(about),
    }
  },
  discover: (about: About): JsonObject => ({
    resultType: 'complete',
    supportedVersions: [...MODERN_REVISIONS],
    capabilities: { ...CAPABILITIES, ...extended(about, 'modern') },
    instructions: instructionsOf(about),
    ...{ ttlMs: 0, cacheScope: 'private' },
    _meta: { [META.serverInfo]: CLIENT_INFO },
  }),
} as const

function extended({ directory, names }: About, era: Era): JsonObject {
  const extensions = extensionsOf(directory, era, names)
  return Object.keys(extensions).length === 0 ? {} : { extensions }
}

const GENERAL =
  'Many servers are behind this endpoint. The name of a tool or prompt begins with the name of its server and two underscores.'

/** As they were approved. Who is not the owner of the machine is not told which servers there are. */
function instructionsOf({ directory, names }: About): string {
  if (!names) return GENERAL
  const here = directory.servers.filter(({ withheld }) => withheld === null)
  const parts = [`${GENERAL} They are: ${here.map(({ name }) => name).join(', ')}.`]
  let chars = parts[0]!.length
  for (const { name, instructions } of here) {
    if (instructions === null || instructions === '') continue
    const part = `The server ${name} says of itself: ${instructions}`
    chars += part.length
    if (chars > bound('aggregate-instructions-chars')) {
      parts.push('Further servers say more of themselves than there is room for here.')
      break
    }
    parts.push(part)
  }
  return parts.join('\n\n')
}
