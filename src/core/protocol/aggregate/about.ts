// What the endpoint of many servers says of itself: at once, whatever its servers do, and the same whichever of them there are.
import type { JsonObject } from '../../model/json.ts'
import { bound } from '../../model/bounds.ts'
import { LEGACY_REVISIONS } from '../legacy/methods.ts'
import { CLIENT_INFO } from '../modern/meta.ts'
import { META, MODERN_REVISIONS } from '../modern/methods.ts'
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
    const isKnown = (LEGACY_REVISIONS as readonly unknown[]).includes(protocolVersion)
    return {
      protocolVersion: isKnown ? protocolVersion! : LEGACY_REVISIONS.at(-1)!,
      capabilities: CAPABILITIES,
      serverInfo: CLIENT_INFO,
      instructions: instructionsOf(about),
    }
  },
  discover: (about: About): JsonObject => ({
    resultType: 'complete',
    supportedVersions: [...MODERN_REVISIONS],
    capabilities: CAPABILITIES,
    instructions: instructionsOf(about),
    ...{ ttlMs: 0, cacheScope: 'private' },
    _meta: { [META.serverInfo]: CLIENT_INFO },
  }),
} as const

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
