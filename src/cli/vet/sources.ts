// The part of `vet` that asks where something came from, on this machine; with `--sbom` it also writes down what it brings along.
import manifest from '../../../package.json' with { type: 'json' }
import type { VetMaterial, VetPart } from '../../core/model/vetting.ts'
import { writeBill } from '../../flows/vet/bill.ts'
import { lookAtSources } from '../../flows/vet/sources.ts'
import type { Args } from '../command.ts'
import type { World } from '../world.ts'

export function sourcesPart({ sbom }: Args['options'], world: World): (material: VetMaterial) => Promise<VetPart> {
  const { cwd, now, paths } = world
  return async (material) => {
    if (typeof sbom === 'string') {
      await writeBill(material.fetched, sbom, { cwd, state: paths.state, toolVersion: manifest.version })
    }
    return await lookAtSources(material, { config: paths.config, state: paths.state, now })
  }
}
