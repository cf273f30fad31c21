// References to container images: a registry, a repository in it, and a digest or a tag.
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md

export type ImageReference = {
  /** `host` or `host:port`. */
  readonly registry: string
  readonly repository: string
  readonly tag: string | null
  readonly digest: string | null
}

export type ReadReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly why: string }

const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const HOST = /^(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?::\d{1,5})?$|^[A-Za-z0-9-]+:\d{1,5}$|^localhost$/

export function readReference(text: string): ReadReference {
  const no = (why: string): ReadReference => ({ ok: false, why })
  const [, path = '', tag, digest] = /^([^@]*?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? []
  const slash = path.indexOf('/')
  const registry = slash < 0 ? '' : path.slice(0, slash)
  // A short name means another image for every configuration, and every registry that comes first.
  if (!HOST.test(registry)) return no('does not name the registry of the image: write its host before its name')
  const repository = path.slice(slash + 1)
  if (!REPOSITORY.test(repository) || repository.length > 255) return no('names no image')
  return { ok: true, reference: { registry, repository, tag: tag ?? null, digest: digest ?? null } }
}
