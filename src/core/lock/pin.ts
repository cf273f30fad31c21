// Turns what a server says it offers into digests, and keeps the words beside them so that a later change can be shown.
import { canonical, digestText, type Sha256 } from '../canon/digest.ts'
import type { Digest } from '../model/artifact.ts'
import type { Catalogue, Item } from '../model/catalogue.ts'
import { Failure } from '../model/failure.ts'
import type { Json } from '../model/json.ts'
import type { PinnedCatalogue } from '../model/pin.ts'
import { quote, untrusted } from '../model/untrusted.ts'

/** Canonical JSON by its digest. */
export type Texts = Readonly<Record<Digest, string>>

/** Fails on a catalogue that lists a name twice: two tools of one name cannot both be what a person approved. */
export function pinCatalogue(catalogue: Catalogue, sha256: Sha256): { digests: PinnedCatalogue; texts: Texts } {
  const texts: Record<Digest, string> = {}
  const keep = (value: Json): Digest => {
    const text = canonical(value)
    const digest = digestText(text, sha256)
    texts[digest] = text
    return digest
  }
  const digests: PinnedCatalogue = {
    revision: catalogue.revision,
    serverInfo: keep(catalogue.serverInfo),
    instructions: keep(catalogue.instructions),
    capabilities: keep(catalogue.capabilities),
    tools: keepItems('tools', catalogue.tools, keep),
    prompts: keepItems('prompts', catalogue.prompts, keep),
    templates: keepItems('templates', catalogue.templates, keep),
    resources: [...new Set(catalogue.resources)].sort(),
  }
  return { digests, texts }
}

function keepItems(kind: string, items: readonly Item[], keep: (value: Json) => Digest): Record<string, Digest> {
  // No prototype: a tool may well be called `constructor`.
  const digests = Object.create(null) as Record<string, Digest>
  for (const { name, body } of items) {
    const shown = quote(untrusted(name))
    if (name === '__proto__') throw new Failure('catalogue-unusable', `the name ${shown} in ${kind} cannot be pinned`)
    if (Object.hasOwn(digests, name)) throw new Failure('catalogue-unusable', `${kind} lists the name ${shown} twice`)
    digests[name] = keep(body)
  }
  return digests
}

/** Every text that a pinned catalogue refers to. */
export function digestsIn(pinned: PinnedCatalogue): readonly Digest[] {
  const { serverInfo, instructions, capabilities, tools, prompts, templates } = pinned
  const items = [tools, prompts, templates].flatMap((record) => Object.values(record))
  return [...new Set([serverInfo, instructions, capabilities, ...items])]
}
