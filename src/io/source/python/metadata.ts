// What a Python package says of itself in its own metadata: its repository, and which Python it needs.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RegistryFacts } from '../../../core/model/fetched.ts'
import { readRepository } from '../../../core/provenance/repository.ts'
import { metadataHead } from '../../../core/source/core-metadata.ts'
import { readBounded } from '../../file/read.ts'

const LABELS = /^(source|source code|repository|code|github|gitlab|homepage|home)$/i

export async function claimsIn(
  folder: string,
  kind: 'wheel' | 'sdist',
): Promise<Pick<RegistryFacts, 'repository' | 'runsOn'>> {
  const info = kind === 'wheel' ? (await readdir(folder)).find((name) => name.endsWith('.dist-info')) : ''
  if (info === undefined) return { repository: null, runsOn: null }
  const file = join(folder, info, kind === 'wheel' ? 'METADATA' : 'PKG-INFO')
  const bytes = await readBounded(file, { code: 'package-refused' })
  const head = metadataHead(bytes?.toString('utf8') ?? '')
  const urls = [...head.matchAll(/^(?:Project-URL: ([^,\n]{1,100}), ?|(Home-page): )(\S{1,500})\s*$/gim)]
  const ranked = urls
    .map(([, label, home, url]) => ({ label: (label ?? home ?? '').trim().replace('Home-page', 'home'), url: url! }))
    .filter(({ label, url }) => LABELS.test(label) && readRepository(url) !== null)
  const rank = (label: string): number => (/^(source|source code|repository|code)$/i.test(label) ? 0 : 1)
  const [, python] = /^Requires-Python: (\S.{0,100})$/im.exec(head) ?? []
  return {
    repository: ranked.toSorted((a, b) => rank(a.label) - rank(b.label))[0]?.url ?? null,
    runsOn: python === undefined ? null : `python ${python.trim()}`,
  }
}
