// Writes what a package brings along as a CycloneDX document, with what is known to be wrong with it.
import { resolve } from 'node:path'
import { canonical } from '../../core/canon/digest.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Fetched } from '../../core/model/fetched.ts'
import { sbomJson } from '../../core/report/sbom.ts'
import { replaceFile } from '../../io/file/replace.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { openAdvisoryIndex } from '../../io/store/advisory-index.ts'
import { askAdvisories } from './advisories.ts'
import { packagesOf } from './sources.ts'

export type BillWorld = { readonly cwd: string; readonly state: string; readonly toolVersion: string }

export async function writeBill(
  fetched: Fetched | null,
  file: string,
  { cwd, state, toolVersion }: BillWorld,
): Promise<void> {
  if (fetched === null) {
    throw new Failure('usage-invalid', '--sbom is for what is fetched: nobody knows what a folder brings along', {
      fix: 'Leave --sbom out, or name the package that the folder was published as.',
    })
  }
  const { packages } = packagesOf(fetched)
  const index = openAdvisoryIndex(state)
  const hits = index === null ? [] : askAdvisories(packages, index).hits
  index?.close()
  const weaknesses = hits.map(({ advisory: { id, malicious }, of }) => ({ id, of, malicious }))
  const { name, version, digest } = fetched
  const hex = sha256(
    JSON.stringify([name, version, digest, packages.map(({ ecosystem, name, version }) => [ecosystem, name, version])]),
  )
  const bom = sbomJson(fetched, packages, weaknesses, { toolVersion, hex })
  await replaceFile(resolve(cwd, file), `${canonical(bom)}\n`, 0o644)
}
