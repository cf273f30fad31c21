// What `vet` plays of a word of the command line, in a place of a test.
import { join } from 'node:path'
import type { VetPart } from '../../src/core/model/vetting.ts'
import { type MaterialPlace, withMaterial } from '../../src/flows/vet/material.ts'
import { rehearsePart } from '../../src/flows/vet/rehearse/part.ts'
import { ready } from '../../src/flows/vet/rehearse/ready.ts'
import { lookAtFiles } from '../../src/flows/vet/static.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import type { Place } from '../store/world.ts'

const SANDBOX_UID = 61_233

type Looks = { readonly read: VetPart; readonly played: VetPart }

export async function lookAtTarget(
  target: string,
  { folder, store }: Place,
  env: MaterialPlace['env'] = {},
  reach: NonNullable<MaterialPlace['reach']> = {},
): Promise<Looks> {
  const state = join(folder, 'state')
  const paths = { config: state, state, store }
  const host = await gatherHost({ sandboxUid: SANDBOX_UID, stateFolders: [state] })
  const here = { cwd: folder, env: { HOME: folder, PATH: process.env['PATH'], ...env }, progress: () => undefined }
  const { resolve, treeOf } = ready(async () => ({ ...here, host, store }))
  return await withMaterial(target, { ...here, paths, reach, sandboxUid: SANDBOX_UID }, async (material) => ({
    read: await lookAtFiles({ progress: here.progress, known: [], treeOf })(material),
    played: await rehearsePart(material, { ...here, host, resolve }),
  }))
}

export const playTarget = async (...words: Parameters<typeof lookAtTarget>): Promise<VetPart> =>
  (await lookAtTarget(...words)).played
