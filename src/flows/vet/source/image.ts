// A container image, from a registry or an archive: its layers are laid over one another in a private folder. Nothing of it is
// started, and no engine is asked.
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '../../../core/model/artifact.ts'
import type { Fetched } from '../../../core/model/fetched.ts'
import type { ProvenanceFact } from '../../../core/model/provenance.ts'
import { someOf } from '../../../core/text/some-of.ts'
import { readBounded } from '../../../io/file/read.ts'
import { unpackBy } from '../../../io/source/archive/unpack.ts'
import { Layers } from '../../../io/source/oci/rootfs.ts'
import { pullImage, shownImage } from '../../../io/source/oci/registry.ts'
import { withStaging } from '../../../io/source/staging.ts'
import type { VetTarget } from '../../../io/source/vet-target.ts'
import { type FetchWorld, provenanceOf, strangersOnly, type Work } from './world.ts'

type ImageVet = Extract<VetTarget, { kind: 'image' }>

export async function fetchImage<Answer>(
  { reference }: ImageVet,
  world: FetchWorld,
  work: Work<Answer>,
): Promise<Answer> {
  const shown = shownImage(reference)
  return await withStaging(world.store, null, async (staging) => {
    world.progress(`asking the registry for ${shown}`)
    const pulled = await pullImage(reference, staging, strangersOnly(world))
    const { named, platform, layers, ...parts } = pulled
    const { digest } = parts
    const held: ProvenanceFact = {
      kind: 'integrity',
      state: 'holds',
      words: named
        ? 'Its bytes are those of the digest that was named.'
        : `What its tag means now is ${digest}: name that to mean these bytes.`,
    }
    const name = `${reference.registry}/${reference.repository}`
    const flat = await flatten(
      { ...parts, layers, called: name, name, version: reference.tag, facts: [held, UNSIGNED] },
      staging,
    )
    return await work({
      ...flat,
      looked: [`${layers.length} layers of ${shown} for ${platform}, each by its digest`, ...flat.looked],
    })
  })
}

const UNSIGNED: ProvenanceFact = {
  kind: 'attestation',
  state: 'absent',
  words: 'Signatures that its registry may keep beside the image were not asked for.',
}

export type Parts = {
  readonly layers: readonly string[]
  readonly called: string
  readonly name: string
  readonly version: string | null
  readonly digest: Digest
  readonly config: string
  readonly id: Digest
  readonly facts: readonly ProvenanceFact[]
}

export async function flatten(
  { layers, called, name, version, digest, config, id, facts }: Parts,
  staging: string,
): Promise<Fetched> {
  const folder = join(staging, 'rootfs')
  await mkdir(folder, { mode: 0o700 })
  const rootfs = new Layers(folder)
  for (const [at, archive] of layers.entries()) {
    rootfs.nextLayer()
    const { size } = await stat(archive)
    await unpackBy(rootfs, { archive, called: `${called} (layer ${at + 1})`, rules: 'layer', end: size }, () =>
      rootfs.end(),
    )
  }
  const { entries, bytes, left, lost, ...laid } = rootfs.finish()
  const text = await readBounded(config, { code: 'package-refused' })
  return {
    kind: 'image',
    name,
    version,
    digest,
    folder,
    files: entries,
    bytes,
    tree: null,
    image: { id, config: text?.toString('utf8') ?? '', ...laid },
    registry: null,
    provenance: provenanceOf(facts),
    alike: [],
    looked: [],
    notLooked: [
      'Which packages of its system and languages the image holds: their advisories were not asked for.',
      ...(left.length === 0 ? [] : [`Devices and pipes of its layers: ${someOf(left, 120)}.`]),
      ...(lost.length === 0 ? [] : [`Links to what is not in the image: ${someOf(lost, 120)}.`]),
    ],
  }
}
