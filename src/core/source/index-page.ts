// What an index of Python packages says about the files of one of them, in either of its two forms.
// https://packaging.python.org/specifications/simple-repository-api/
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { dateOf } from './packument.ts'

export type IndexFile = {
  readonly file: string
  readonly url: string
  /** Hex. A file without one is not fetched. */
  readonly sha256: string
  readonly publishedAt: Date | null
  readonly yanked: boolean
  /** Where its attestations are (PEP 740). */
  readonly provenance: string | null
}

const MAX_FILES = 20_000
const SHA256 = /^[0-9a-f]{64}$/

export function readIndexJson(json: Json, page: string): readonly IndexFile[] | null {
  if (!isObject(json) || !Array.isArray(json['files'])) return null
  return json['files'].slice(0, MAX_FILES).flatMap((one): IndexFile[] => {
    if (!isObject(one as Json)) return []
    const { filename, url, hashes, yanked, provenance, 'upload-time': time } = one as JsonObject
    const sha256 = isObject(hashes ?? undefined) ? (hashes as JsonObject)['sha256'] : undefined
    const address = typeof url === 'string' ? URL.parse(url, page) : null
    if (typeof filename !== 'string' || address === null || typeof sha256 !== 'string' || !SHA256.test(sha256))
      return []
    const from = typeof provenance === 'string' ? (URL.parse(provenance, page)?.href ?? null) : null
    address.hash = ''
    const isYanked = yanked === true || typeof yanked === 'string'
    return [
      { file: filename, url: address.href, sha256, publishedAt: dateOf(time), yanked: isYanked, provenance: from },
    ]
  })
}

const LINK = /<a\s([^>]{1,4000})>([^<]{1,500})<\/a\s*>/gi
const attribute = (text: string, name: string): string | null =>
  new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i')
    .exec(text)
    ?.slice(1)
    .find((one) => one !== undefined) ?? null

export function readIndexHtml(html: string, page: string): readonly IndexFile[] {
  const found: IndexFile[] = []
  for (const [, attributes = '', text = ''] of html.matchAll(LINK)) {
    const address = URL.parse((attribute(attributes, 'href') ?? '').replaceAll('&amp;', '&'), page)
    const [, sha256] = /^#sha256=([0-9a-f]{64})$/.exec(address?.hash ?? '') ?? []
    if (address === null || sha256 === undefined) continue
    address.hash = ''
    const provenance = attribute(attributes, 'data-provenance')
    const from = provenance === null ? null : (URL.parse(provenance, page)?.href ?? null)
    const yanked = /(?:^|\s)data-yanked\b/i.test(attributes)
    found.push({ file: text.trim(), url: address.href, sha256, publishedAt: null, yanked, provenance: from })
    if (found.length >= MAX_FILES) break
  }
  return found
}

/** `name-version-….whl` or `name-version.tar.gz`; null for what is neither, or of another package. */
export function versionOf(
  file: string,
  name: string,
): { readonly version: string; readonly kind: 'wheel' | 'sdist' } | null {
  const plain = (text: string): string => text.replace(/[-_.]+/g, '-').toLowerCase()
  const wheel = /^([\w.]+)-([\w.!+]{1,100})(?:-\d[\w.]*)?(?:-[\w.]+){3}\.whl$/.exec(file)
  if (wheel !== null)
    return plain(wheel[1]!) === plain(name) ? { version: wheel[2]!.replace('_', '+'), kind: 'wheel' } : null
  const [, base] = /^(.+)\.(?:tar\.gz|zip)$/.exec(file) ?? []
  if (base === undefined) return null
  for (let at = base.indexOf('-'); at > 0; at = base.indexOf('-', at + 1)) {
    if (plain(base.slice(0, at)) === plain(name) && /^\d/.test(base.slice(at + 1)))
      return { version: base.slice(at + 1), kind: 'sdist' }
  }
  return null
}

/** The very file that pip took; otherwise a wheel for every machine, then any wheel, then the sources. No version: the newest. */
export function chooseFile(
  files: readonly IndexFile[],
  name: string,
  version: string,
  taken: { readonly file: string; readonly digest: string } | undefined,
): IndexFile | null {
  const same = files.find(({ file, sha256 }) => file === taken?.file && taken.digest === `sha256:${sha256}`)
  if (same !== undefined) return same
  const fitting = files.filter(({ file }) => {
    const found = versionOf(file, name)
    return found !== null && (version === '' || found.version === version)
  })
  const rank = ({ file, yanked }: IndexFile): number =>
    (file.endsWith('-none-any.whl') ? 0 : file.endsWith('.whl') ? 1 : 2) + (yanked ? 10 : 0)
  const newest = version === '' ? fitting.toReversed() : fitting
  return newest.toSorted((a, b) => (version === '' ? 0 : rank(a) - rank(b)))[0] ?? null
}
