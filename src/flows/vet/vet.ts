// Vets a server before it is used: has its files, looks at them in every way there is, and says one word over all of it.
import type { VetMaterial, VetPart, Vetted } from '../../core/model/vetting.ts'
import { verdictOf } from '../../core/vet/verdict.ts'

export type VetWorld = {
  /** Hands in the files of what was named, and takes them away again when `work` is done. Executes nothing of them. */
  readonly withMaterial: <Answer>(target: string, work: (material: VetMaterial) => Promise<Answer>) => Promise<Answer>
  /** Every way of looking, in the order in which they are told: what is read, what is known, what is played. */
  readonly parts: readonly ((material: VetMaterial) => Promise<VetPart>)[]
  /** One line, safe to print. */
  readonly progress: (text: string) => void
}

export async function vet(target: string, world: VetWorld): Promise<Vetted> {
  return await world.withMaterial(target, async (material) => {
    const parts: VetPart[] = []
    for (const look of world.parts) parts.push(await look(material))
    const { name, place, digest } = material
    return { name, place, digest, parts, verdict: verdictOf(parts) }
  })
}
