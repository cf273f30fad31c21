// What a person wants vetted, read from one word. Whether a path is there is for the caller to see: this only reads words.
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readPackageSpec } from './npm/npx.ts'
import { type PypiTarget, readPypiSpec } from './python/uvx.ts'
import { type ImageReference, readReference } from '../../core/source/image-reference.ts'

export type VetTarget =
  /** `wanted` is a version or a tag. */
  | { readonly kind: 'npm'; readonly name: string; readonly wanted: string }
  | { readonly kind: 'pypi'; readonly package: PypiTarget }
  | { readonly kind: 'image'; readonly reference: ImageReference }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string | null }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'path'; readonly path: string }

export const FORMS =
  'Name `npm:PACKAGE@VERSION`, `pypi:PACKAGE==VERSION`, `oci:HOST/NAME@sha256:DIGEST`, `git+https://HOST/REPOSITORY@COMMIT`, an https address of an archive, a server.json, an archive, or a folder.'

export function readVetTarget(word: string): VetTarget {
  const unknown = (why: string): Failure =>
    new Failure('target-unknown', `${quote(untrusted(word), 300)} ${why}`, { fix: FORMS })
  if (word === '') throw unknown('names nothing')
  // A path with a colon in it is named as one: `./npm:x`.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(word)?.[1]?.toLowerCase()
  if (scheme === undefined) return { kind: 'path', path: word }
  const rest = word.slice(scheme.length + 1)
  if (scheme === 'npm') {
    const { name, spec } = readPackageSpec(rest)
    if (/^[~^<>=*]|[|* ]|^\d+(\.\d+)?$|\.x\b/.test(spec)) throw unknown('names a range: vet one exact version')
    return { kind: 'npm', name, wanted: spec }
  }
  if (scheme === 'pypi') {
    const found = readPypiSpec(rest, [])
    if (found.spec !== '' && !/^==[^=*,]+$/.test(found.spec)) throw unknown('names a range: vet one exact version')
    return { kind: 'pypi', package: found }
  }
  if (scheme === 'oci' || scheme === 'docker') {
    const read = readReference(rest.replace(/^\/\//, ''))
    if (!read.ok) throw unknown(read.why)
    return { kind: 'image', reference: read.reference }
  }
  if (scheme === 'git+https' || (scheme === 'https' && /\.git([@#].*)?$/.test(word))) return readGit(word, unknown)
  if (scheme === 'https') return { kind: 'url', url: word }
  if (scheme === 'http' || scheme === 'git' || scheme === 'ssh' || scheme.startsWith('git+')) {
    throw unknown('is not fetched: only https is')
  }
  throw unknown('is of a kind that is not known')
}

const REF = /^[A-Za-z0-9][\w./-]{0,200}$/

function readGit(word: string, unknown: (why: string) => Failure): VetTarget {
  // Every other program takes what stands before such an @ for a user, and what follows for the host.
  if (/^[^:]+:\/\/[^/?#]*@/.test(word)) throw unknown('holds a user name or a password')
  const [, address = '', ref] = /^(?:git\+)?(https:\/\/[^@#]+)(?:[@#](.+))?$/i.exec(word) ?? []
  if (URL.parse(address) === null) throw unknown('is no address of a repository')
  if (ref !== undefined && (!REF.test(ref) || ref.includes('..'))) throw unknown('names no commit, branch or tag')
  return { kind: 'git', url: address, ref: ref ?? null }
}
